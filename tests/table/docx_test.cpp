// Letters filled from templates: placeholders in pieces, lists in rows and paragraphs, and templates that are refused.
#include "table/docx.h"

#include <catch2/catch.hpp>

#include "support/zip_bytes.h"

using namespace zhiheng;
using namespace zhiheng::table;
using zhiheng::testing::zip_of;

namespace {

using Parts = std::vector<std::pair<std::string, std::string>>;

std::string document(const std::string& body) {
  return R"(<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" )"
         R"(xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:body>)" +
         body + "</w:body></w:document>";
}
std::string docx(const std::string& body, const Parts& more = {}) {
  Parts parts{{"[Content_Types].xml", testing::content_types("word/document.xml", "wordprocessingml.document")},
              {"word/document.xml", document(body)}};
  parts.insert(parts.end(), more.begin(), more.end());
  return zip_of(parts);
}
std::string run(const std::string& text, const std::string& style = "") {
  return "<w:r>" + (style.empty() ? "" : "<w:rPr>" + style + "</w:rPr>") + "<w:t>" + text + "</w:t></w:r>";
}
std::string p(const std::string& text) {
  return "<w:p>" + run(text) + "</w:p>";
}
std::string row(const std::vector<std::string>& cells) {
  std::string out = "<w:tr>";
  for (const std::string& cell : cells) out += "<w:tc>" + p(cell) + "</w:tc>";
  return out + "</w:tr>";
}

const std::vector<DocxField>& fields() {
  static const std::vector<DocxField> all = [] {
    DocxField agency{"agency", "机构名称"};
    DocxField note{"note", "说明"};
    note.required = false;
    note.when_empty = "无";
    DocxField part{"part", "环节"};
    DocxField name{"name", "姓名"};
    DocxField parts{"parts", "各环节"};
    parts.is_list = true;
    parts.fields = {part};
    DocxField rows{"rows", "明细"};
    rows.is_list = true;
    rows.fields = {name, parts};
    return std::vector<DocxField>{agency, note, rows};
  }();
  return all;
}

Json data(const std::string& text) {
  auto read = parse_json(text);
  REQUIRE(read.ok());
  return *read;
}
const Json& plain() {
  static const Json json =
      data(R"({"agency":"甲&乙<公司>","note":"","rows":[{"name":"张","parts":[{"part":"一"},{"part":"二"}]},)"
           R"({"name":"李","parts":[]}]})");
  return json;
}

std::string rules_of(const Problems& problems) {
  std::string out;
  for (const Problem& one : problems) out += (out.empty() ? "" : " ") + one.field + "=" + one.rule;
  return out;
}
std::string read_rules(const std::string& bytes) {
  const auto read = DocxTemplate::read(bytes, fields());
  return read ? "ok" : rules_of(read.problems());
}
std::string body_rules(const std::string& body) {
  return read_rules(docx(body));
}

std::string filled_bytes(const std::string& bytes, const Json& values) {
  const auto read = DocxTemplate::read(bytes, fields());
  REQUIRE((read ? std::string() : rules_of(read.problems())) == "");
  const auto filled = read->fill(values);
  REQUIRE((filled ? std::string() : rules_of(filled.problems())) == "");
  return *filled;
}
std::string filled(const std::string& body, const Json& values = plain()) {
  auto text = docx_text(filled_bytes(docx(body), values));
  REQUIRE(text.ok());
  const std::string head = "[word/document.xml]\n";
  REQUIRE(text->starts_with(head));
  return text->substr(head.size());
}
std::string xml_of(const std::string& bytes, const std::string& name = "word/document.xml") {
  const auto parts = read_parts(bytes);
  REQUIRE(parts.ok());
  for (const ArchivePart& part : *parts) {
    if (part.name == name) return part.bytes;
  }
  return "absent";
}

}  // namespace

TEST_CASE("a placeholder is found in whatever pieces the word processor left it", "[docx]") {
  const std::string first = "<w:b/>";
  const std::string pieces = "<w:p>" + run("致{", first) + "<w:proofErr w:type=\"spellStart\"/>" + run("{机构") +
                             "<w:bookmarkStart w:id=\"0\" w:name=\"_GoBack\"/><w:bookmarkEnd w:id=\"0\"/>" + run("名") +
                             run("称 }", "<w:i/>") + run("}：") + "</w:p>";
  CHECK(filled(pieces) == "致甲&乙<公司>：\n");
  const std::string xml = xml_of(filled_bytes(docx(pieces), plain()));
  // With the formatting of its first letter, escaped.
  CHECK(xml.find("<w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">致</w:t>"
                 "<w:t xml:space=\"preserve\">甲&amp;乙&lt;公司&gt;</w:t></w:r>") != std::string::npos);
  CHECK(xml.find("<w:i/>") == std::string::npos);  // nothing is left of that piece
  CHECK(xml.find("proofErr") == std::string::npos);

  const std::vector<std::pair<std::string, std::string>> cases{
      {"{{agency}}", "甲&乙<公司>"},       {"{{ 机构名称 }}、{{agency}}", "甲&乙<公司>、甲&乙<公司>"},
      {"｛｛机构名称｝｝", "甲&乙<公司>"}, {"{{　机构名称　}}", "甲&乙<公司>"},
      {"说明：{{说明}}", "说明：无"},      {"a{b}c } {d", "a{b}c } {d"},
  };
  for (const auto& [text, expected] : cases) {
    CAPTURE(text);
    CHECK(filled(p(text)) == expected + "\n");
  }
  CHECK(filled("<w:p><w:hyperlink>" + run("{{机构") + run("名称}}") + "</w:hyperlink></w:p>") == "甲&乙<公司>\n");
}

TEST_CASE("values of several lines and odd letters", "[docx]") {
  const Json values = data(R"({"agency":"一\n二\t三\u0001","rows":[]})");
  const std::string xml = xml_of(filled_bytes(docx(p("{{agency}}")), values));
  CHECK(xml.find("一</w:t><w:br/><w:t xml:space=\"preserve\">二</w:t><w:tab/><w:t xml:space=\"preserve\">三</w:t>") !=
        std::string::npos);
  CHECK(xml.find('\x01') == std::string::npos);
  // What a value says is never read as a placeholder again.
  CHECK(filled(p("{{agency}}"), data(R"({"agency":"{{说明}}","rows":[]})")) == "{{说明}}\n");
}

TEST_CASE("a list repeats the row, the paragraphs or the words that it stands in", "[docx]") {
  const std::string table = "<w:tbl><w:tblPr/>" + row({"序号", "姓名"}) +
                            row({"{{#明细}}{{序号}}", "{{姓名}}{{/明细}}"}) + row({"合计", "{{agency}}"}) + "</w:tbl>";
  CHECK(filled(table) == "序号 | 姓名\n1 | 张\n2 | 李\n合计 | 甲&乙<公司>\n");
  CHECK(filled(p("{{#明细}}") + p("{{index}}．{{name}}") + p("{{/明细}}") + p("完")) == "1．张\n2．李\n完\n");
  CHECK(filled(p("人员：{{#明细}}{{姓名}}、{{/明细}}完")) == "人员：张、李、完\n");
  CHECK(filled(p("{{^明细}}没有{{/明细}}{{#明细}}{{姓名}}{{/明细}}"), data(R"({"agency":"x","rows":[]})")) == "没有\n");
  // Rows between two rows that hold the marks alone.
  const std::string between = "<w:tbl>" + row({"{{#rows}}", ""}) + row({"{{name}}", "a"}) + row({"", "b"}) +
                              row({"{{/rows}}", ""}) + "</w:tbl>";
  CHECK(filled(between) == "张 | a\n | b\n李 | a\n | b\n");
}

TEST_CASE("lists within lists, and the names of the outer one inside", "[docx]") {
  CHECK(filled(p("{{#明细}}{{姓名}}（{{#各环节}}{{环节}}{{序号}}{{^说明}}!{{/说明}} {{/各环节}}）{{/明细}}")) ==
        "张（一1! 二2! ）李（）\n");
  CHECK(filled(p("{{#明细}}") + p("{{姓名}}的{{agency}}") + p("{{#各环节}}") + p("{{环节}}") + p("{{/各环节}}") +
               p("{{/明细}}")) == "张的甲&乙<公司>\n一\n二\n李的甲&乙<公司>\n");
  // Both begin and end in the same row: the outer one is around the inner one.
  CHECK(filled("<w:tbl>" + row({"{{#明细}}{{#各环节}}{{姓名}}", "{{环节}}{{/各环节}}{{/明细}}"}) + "</w:tbl>") ==
        "张 | 一\n张 | 二\n");
  // A table whose rows all went is none, and a cell keeps a paragraph.
  const std::string gone = filled_bytes(docx("<w:tbl>" + row({"{{#明细}}{{姓名}}", "{{/明细}}"}) + "</w:tbl>" + p("z")),
                                        data(R"({"agency":"x","rows":[]})"));
  CHECK(xml_of(gone).find("w:tbl") == std::string::npos);
  const std::string cell = xml_of(filled_bytes(
      docx("<w:tbl><w:tr><w:tc>" + p("{{#明细}}") + p("{{姓名}}") + p("{{/明细}}") + "</w:tc></w:tr></w:tbl>"),
      data(R"({"agency":"x","rows":[]})")));
  CHECK(cell.find("<w:tc><w:p/></w:tc>") != std::string::npos);
}

TEST_CASE("what is kept only where there is something", "[docx]") {
  CHECK(filled(p("{{#说明}}注：{{说明}}{{/说明}}") + p("x")) == "x\n");  // and no empty line stays behind
  CHECK(filled(p("{{#说明}}注：{{说明}}{{/说明}}"), data(R"({"agency":"x","note":"急","rows":[]})")) == "注：急\n");
  CHECK(filled(p("{{^说明}}没有说明{{/说明}}")) == "没有说明\n");
}

TEST_CASE("a value that is missing is never a hole", "[docx]") {
  const auto read = DocxTemplate::read(docx(p("致{{机构名称}}") + p("{{#明细}}{{姓名}}{{/明细}}")), fields());
  REQUIRE(read.ok());
  const auto refused = read->fill(data(R"({"agency":null,"rows":[{"name":"张"},{"name":""}]})"));
  REQUIRE(!refused.ok());
  CHECK(rules_of(refused.problems()) == "agency=letter.value_missing name=letter.value_missing");
  CHECK(refused.problems()[0].params ==
        Params{{"part", "word/document.xml"}, {"paragraph", "1"}, {"text", "致{{机构名称}}"}, {"name", "机构名称"}});
}

TEST_CASE("header, footer and notes are filled too; the same always gives the same bytes", "[docx]") {
  const std::string ns = R"( xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">)";
  const std::string bytes = docx(p("{{agency}}"), {{"word/header1.xml", "<w:hdr" + ns + p("{{agency}}") + "</w:hdr>"},
                                                   {"word/footer2.xml", "<w:ftr" + ns + p("{{说明}}") + "</w:ftr>"},
                                                   {"word/media/image1.png", "png"}});
  const std::string once = filled_bytes(bytes, plain());
  CHECK(*docx_text(once) ==
        "[word/document.xml]\n甲&乙<公司>\n[word/header1.xml]\n甲&乙<公司>\n[word/footer2.xml]\n无\n");
  CHECK(xml_of(once, "word/media/image1.png") == "png");
  ::setenv("TZ", "America/New_York", 1);
  ::tzset();
  CHECK(once == filled_bytes(bytes, plain()));
  ::unsetenv("TZ");
  ::tzset();
}

TEST_CASE("what is wrong with a template is told by its place, all of it", "[docx]") {
  const std::string at1 = "word/document.xml:1=";
  const std::vector<std::pair<std::string, std::string>> cases{
      {p("{{没有这个}}"), at1 + "letter.unknown_placeholder"},
      {p("{{姓名}}"), at1 + "letter.unknown_placeholder"},  // known in the list only
      {p("{{明细}}"), at1 + "letter.list_as_value"},
      {p("{{机构名称"), at1 + "letter.mark_unclosed"},
      {p("{{机构{{说明}}"), at1 + "letter.mark_unclosed"},
      {p("{{ }}"), at1 + "letter.mark_empty"},
      {p("{{#明细}}{{姓名}}"), at1 + "letter.section_unclosed word/document.xml:1=letter.unknown_placeholder"},
      {p("{{/明细}}"), at1 + "letter.section_unopened"},
      {p("{{#明细}}") + p("{{/说明}}"), "word/document.xml:2=letter.section_mismatch"},
      {"<w:p>" + run("{{#明细}}") + "<w:hyperlink>" + run("{{/明细}}") + "</w:hyperlink></w:p>",
       at1 + "letter.section_crosses"},
      {"<w:p><w:ins>" + run("x") + "</w:ins></w:p>", at1 + "letter.tracked_changes"},
      {"<w:p><w:r><w:commentReference w:id=\"1\"/></w:r></w:p>", at1 + "letter.comments"},
      {"<w:p><w:r><w:instrText> INCLUDETEXT \"/etc/passwd\"</w:instrText></w:r></w:p>", at1 + "letter.active_field"},
      {"<w:p><w:fldSimple w:instr=\" DDEAUTO c \"/></w:p>", at1 + "letter.active_field"},
      {"<w:altChunk/>", "word/document.xml:0=letter.active_field"},
      {p("{{甲}}") + p("好") + p("{{乙}}{{#丙}}"),
       "word/document.xml:3=letter.section_unclosed word/document.xml:1=letter.unknown_placeholder "
       "word/document.xml:3=letter.unknown_placeholder"},
  };
  for (const auto& [body, expected] : cases) {
    CAPTURE(body);
    CHECK(body_rules(body) == expected);
  }
  std::vector<DocxField> strict = fields();
  strict[0].must = true;
  const auto lacking = DocxTemplate::read(docx(p("x")), strict);
  CHECK(rules_of(lacking.problems()) == "word/document.xml=letter.placeholder_missing");
}

TEST_CASE("hostile documents are refused before anything is done with them", "[docx]") {
  const std::string link = R"(<Relationships><Relationship Id="r" Type="http://x/)";
  const auto rels = [&](const std::string& type) {
    return Parts{{"word/_rels/document.xml.rels",
                  link + type + R"(" TargetMode="External" Target="http://192.0.2.1/x"/></Relationships>)"}};
  };
  CHECK(read_rules(docx(p("x"), rels("image"))) == "word/_rels/document.xml.rels=letter.external_link");
  CHECK(read_rules(docx(p("x"), rels("hyperlink"))) == "ok");
  // Where the clerk's own template came from is not told to anybody.
  const std::string attached = filled_bytes(
      docx(p("x"),
           {{"word/_rels/settings.xml.rels",
             link + R"(attachedTemplate" TargetMode="External" Target="file:///C:/Users/li/a.dotm"/></Relationships>)"},
            {"word/settings.xml", "<w:settings><w:attachedTemplate r:id=\"r\"/></w:settings>"}}),
      plain());
  CHECK(xml_of(attached, "word/_rels/settings.xml.rels").find("Users") == std::string::npos);
  CHECK(xml_of(attached, "word/settings.xml").find("attachedTemplate") == std::string::npos);
  CHECK(read_rules(docx(p("x"), {{"word/vbaProject.bin", "x"}})) == "word/vbaProject.bin=letter.macros");
  CHECK(read_rules(docx(p("x"), {{"word/embeddings/oleObject1.bin", "x"}})) ==
        "word/embeddings/oleObject1.bin=letter.macros");
  std::string types = testing::content_types("word/document.xml", "wordprocessingml.document");
  CHECK(read_rules(zip_of({{"[Content_Types].xml", types + "<!-- macroEnabled -->"},
                           {"word/document.xml", document("")}})) == "[Content_Types].xml=letter.macros");
  CHECK(read_rules("no zip at all") == "=archive.damaged");
  CHECK(read_rules(testing::xlsx_bytes()) == "=letter.not_docx");
  const std::string entity =
      R"(<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><w:document>&b;</w:document>)";
  CHECK(read_rules(zip_of({{"[Content_Types].xml", types}, {"word/document.xml", entity}})) ==
        "word/document.xml=letter.doctype");
  CHECK(body_rules("<w:p>") == "word/document.xml=letter.broken_xml");
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "<w:x>";
  CHECK(body_rules(deep) == "word/document.xml=letter.too_large");
  CHECK(read_rules(zip_of({{"[Content_Types].xml", types}, {"word/document.xml", "a"}, {"word/document.xml", "b"}})) ==
        "=archive.damaged");
  const std::string bomb =
      write_parts({{"[Content_Types].xml", types}, {"word/document.xml", std::string(20u << 20, ' ')}});
  CHECK(bomb.size() < 100'000);
  CHECK(read_rules(bomb) == "=archive.bomb");
  CHECK(read_rules(std::string(9u << 20, 'x')) == "=letter.too_large");
}

TEST_CASE("a template torn or altered at any byte is refused or read, never worse", "[docx]") {
  const std::string sound =
      write_parts({{"[Content_Types].xml", testing::content_types("word/document.xml", "wordprocessingml.document")},
                   {"word/document.xml", document(p("{{#明细}}{{姓名}}{{/明细}}") + p("{{agency}}"))}});
  for (std::size_t at = 0; at < sound.size(); at += 7) {
    std::string bytes = sound;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x5A);
    const auto read = DocxTemplate::read(bytes, fields());
    if (read) CHECK_NOTHROW(read->fill(plain()));
    const auto torn = DocxTemplate::read(std::string_view(sound).substr(0, at), fields());
    if (torn) CHECK_NOTHROW(torn->fill(plain()));
  }
}
