#include "table/document_text.h"

#include <catch2/catch.hpp>

using namespace zhiheng;
using namespace zhiheng::table;

namespace {

ByteReader reader_of(const std::string& bytes) {
  return {static_cast<std::int64_t>(bytes.size()),
          [&bytes](std::int64_t at) { return bytes.substr(static_cast<std::size_t>(at)); }};
}

std::string zip_of(const std::vector<std::pair<std::string, std::string>>& parts) {
  std::vector<ZipStream::Entry> entries;
  for (const auto& [name, text] : parts) {
    entries.push_back({name,
                       static_cast<std::int64_t>(text.size()),
                       [bytes = text]() mutable { return std::exchange(bytes, {}); },
                       {}});
  }
  ZipStream zip(std::move(entries));
  std::string all;
  for (std::string piece = zip.next(); !piece.empty(); piece = zip.next()) all += piece;
  return all;
}

// One page with a line of text and a title among the properties.
std::string pdf_of(const std::string& line, const std::string& author) {
  const std::string stream = "BT /F1 12 Tf 72 700 Td (" + line + ") Tj ET";
  std::vector<std::string> objects{
      "<< /Type /Catalog /Pages 2 0 R >>",
      "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
      "<< /Length " + std::to_string(stream.size()) + " >>\nstream\n" + stream + "\nendstream",
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
      "<< /Author (" + author + ") >>"};
  std::string pdf = "%PDF-1.4\n";
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    places.push_back(pdf.size());
    pdf += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
  }
  const std::size_t table = pdf.size();
  pdf += "xref\n0 7\n0000000000 65535 f \n";
  for (const std::size_t place : places) {
    const std::string number = std::to_string(place);
    pdf += std::string(10 - number.size(), '0') + number + " 00000 n \n";
  }
  return pdf + "trailer\n<< /Size 7 /Root 1 0 R /Info 6 0 R >>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
}

}  // namespace

TEST_CASE("text, comments and properties of an office document", "[document_text]") {
  const std::string bytes = zip_of(
      {{"[Content_Types].xml", "<Types/>"},
       {"word/document.xml",
        "<w:document><w:p><w:r><w:t>云岭</w:t></w:r><w:r><w:t>信达 &amp; &#x4F19;</w:t></w:r></w:p>"
        "<w:p><w:t>本报告按照绩效评价的要求编写，分为项目概况、评价结论和有关建议三个部分。</w:t></w:p></w:document>"},
       {"word/comments.xml", "<w:comment w:author=\"段立群\"/>"},
       {"docProps/core.xml", "<cp:coreProperties><dc:creator>某事务所</dc:creator></cp:coreProperties>"},
       {"word/media/image1.png", "x"}});
  const auto read = document_text(reader_of(bytes));
  REQUIRE(read.ok());
  CHECK(read->pictures == 1);
  const auto part = [&](const std::string& name) {
    for (const TextPart& one : read->parts) {
      if (one.name == name) return one.text;
    }
    return std::string("absent");
  };
  CHECK(part("word/document.xml").find("云岭信达 & 伙") != std::string::npos);
  CHECK(part("word/comments.xml").find("段立群") != std::string::npos);
  CHECK(part("docProps/core.xml").find("某事务所") != std::string::npos);
}

TEST_CASE("pages and properties of a PDF", "[document_text]") {
  const auto read = document_text(reader_of(pdf_of("Yunling Xinda", "Duan")));
  REQUIRE(read.ok());
  REQUIRE(read->parts.size() == 2);
  CHECK(read->parts[0].page == 1);
  CHECK(read->parts[0].text.find("Yunling Xinda") != std::string::npos);
  CHECK(read->parts[1].text.find("Duan") != std::string::npos);
}

TEST_CASE("what cannot be looked into is said to be so", "[document_text]") {
  const auto rule = [](const std::string& bytes, std::int64_t most = 1 << 20) {
    const auto read = document_text(reader_of(bytes), most);
    return read ? std::string("ok") : read.problems().front().rule;
  };
  CHECK(rule("%PDF-1.4 torn") == "document.unreadable");
  CHECK(rule(pdf_of("", "Duan")) == "document.no_text");
  CHECK(rule(zip_of({{"word/document.xml", "<w:p/>"}, {"word/media/a.png", "x"}})) == "document.no_text");
  CHECK(rule(std::string("\x01\0\x02", 3)) == "document.unknown_kind");
  CHECK(rule("plain words") == "ok");
  CHECK(rule("plain words", 3) == "document.too_large");
}
