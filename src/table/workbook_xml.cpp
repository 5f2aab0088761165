#include "table/workbook_xml.h"

#include <expat.h>

#include <cstring>

namespace zhiheng::table {

namespace {

// A single tag or a run without any event longer than this is hostile: the parser would keep it in memory.
constexpr std::int64_t longest_token = 1 << 20;

const char* local_name(const char* name) {
  const char* colon = std::strchr(name, ':');
  return colon ? colon + 1 : name;
}

struct Run {
  XML_Parser parser = nullptr;
  XmlHandler& handler;
  std::string part;
  std::exception_ptr thrown;
  bool stopped = false;

  Run(XmlHandler& for_handler, std::string_view of_part) : handler(for_handler), part(of_part) {
    parser = XML_ParserCreate(nullptr);
    ensure(parser != nullptr, "the parser has memory");
  }
  ~Run() { XML_ParserFree(parser); }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  void stop() {
    stopped = true;
    XML_StopParser(parser, XML_FALSE);
  }

  // Exceptions must not travel through the parser's C frames: they are kept and thrown after it returned.
  template <class Function>
  void guarded(Function&& function) {
    if (stopped) return;
    try {
      function();
      if (handler.enough) stop();
    } catch (...) {
      thrown = std::current_exception();
      stop();
    }
  }
};

void XMLCALL on_start(void* data, const XML_Char* name, const XML_Char** attributes) {
  auto& run = *static_cast<Run*>(data);
  run.guarded([&] { run.handler.start(local_name(name), attributes); });
}

void XMLCALL on_end(void* data, const XML_Char* name) {
  auto& run = *static_cast<Run*>(data);
  run.guarded([&] { run.handler.end(local_name(name)); });
}

void XMLCALL on_text(void* data, const XML_Char* text, int size) {
  auto& run = *static_cast<Run*>(data);
  if (!run.handler.sink || run.stopped) return;
  run.guarded([&] {
    run.handler.sink->append(text, static_cast<std::size_t>(size));
    if (run.handler.sink->size() > longest_cell_text * 4)
      refuse(Kind::too_large, "workbook.text_too_long", run.part, {{"limit", std::to_string(longest_cell_text)}});
  });
}

void XMLCALL on_doctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
  auto& run = *static_cast<Run*>(data);
  run.guarded([&] { refuse(Kind::unsupported, "workbook.doctype", run.part); });
}

}  // namespace

const char* attribute(const char** attributes, const char* name) {
  for (; *attributes; attributes += 2) {
    if (std::strcmp(local_name(attributes[0]), name) == 0) return attributes[1];
  }
  return nullptr;
}

void parse_part(WorkbookZip& zip, std::string_view part, XmlHandler& handler) {
  Run run(handler, part);
  XML_SetUserData(run.parser, &run);
  XML_SetElementHandler(run.parser, on_start, on_end);
  XML_SetCharacterDataHandler(run.parser, on_text);
  XML_SetStartDoctypeDeclHandler(run.parser, on_doctype);
  std::int64_t fed = 0;
  const auto feed = [&](const char* bytes, int size, bool last) {
    const auto status = XML_Parse(run.parser, bytes, size, last);
    if (run.thrown) std::rethrow_exception(run.thrown);
    if (run.stopped) return false;
    if (status != XML_STATUS_OK)
      refuse(Kind::unsupported, "workbook.broken_xml", run.part,
             {{"line", std::to_string(XML_GetCurrentLineNumber(run.parser))},
              {"reason", XML_ErrorString(XML_GetErrorCode(run.parser))}});
    fed += size;
    if (fed - XML_GetCurrentByteIndex(run.parser) > longest_token)
      refuse(Kind::unsupported, "workbook.broken_xml", run.part,
             {{"line", std::to_string(XML_GetCurrentLineNumber(run.parser))}, {"reason", "token too long"}});
    return true;
  };
  bool whole = true;
  zip.inflate(
      part, [&](std::string_view bytes) { return whole = feed(bytes.data(), static_cast<int>(bytes.size()), false); });
  if (whole) feed("", 0, true);
}

}  // namespace zhiheng::table
