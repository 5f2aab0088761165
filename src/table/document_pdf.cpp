#include <poppler/cpp/poppler-document.h>
#include <poppler/cpp/poppler-embedded-file.h>
#include <poppler/cpp/poppler-global.h>
#include <poppler/cpp/poppler-page.h>

#include <algorithm>
#include <memory>

#include "table/document_text.h"

namespace zhiheng::table {

namespace {

constexpr int most_pages = 3000;
constexpr std::size_t most_text_bytes = 64u << 20;

std::string utf8_of(const poppler::ustring& text) {
  const poppler::byte_array bytes = text.to_utf8();
  return std::string(bytes.begin(), bytes.end());
}

bool is_blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n\f") == std::string::npos;
}

// Title, author and what else was written into the file, the XMP packet, and the names of attached files.
std::string properties_of(const poppler::document& document) {
  std::string text;
  for (const std::string& key : document.info_keys()) text += utf8_of(document.info_key(key)) + "\n";
  text += text_of_xml(utf8_of(document.metadata())) + "\n";
  if (document.has_embedded_files()) {
    // The document owns what it hands out here.
    for (const poppler::embedded_file* file : document.embedded_files()) {
      text += file->name() + "\n" + utf8_of(file->description()) + "\n";
    }
  }
  return text;
}

}  // namespace

Result<DocumentText> pdf_text(const std::string& bytes) {
  // What a broken file makes the library say is not for anybody's log.
  poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
  const std::unique_ptr<poppler::document> document(
      poppler::document::load_from_raw_data(bytes.data(), static_cast<int>(bytes.size())));
  if (!document) return refusal(Kind::unsupported, "document.unreadable");
  if (document->is_locked()) return refusal(Kind::unsupported, "document.encrypted");
  DocumentText read;
  const int pages = document->pages();
  std::size_t size = 0;
  for (int i = 0; i < std::min(pages, most_pages) && size < most_text_bytes; ++i) {
    const std::unique_ptr<poppler::page> page(document->create_page(i));
    const std::string text = page ? utf8_of(page->text()) : std::string();
    if (is_blank(text)) {
      read.pages_without_text.push_back(i + 1);
      continue;
    }
    size += text.size();
    read.parts.push_back({"page", i + 1, text});
  }
  read.cut = pages > most_pages || size >= most_text_bytes;
  if (read.parts.empty()) return refusal(Kind::unsupported, "document.no_text");
  read.parts.push_back({"properties", 0, properties_of(*document)});
  return read;
}

}  // namespace zhiheng::table
