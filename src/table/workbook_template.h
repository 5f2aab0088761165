// The empty workbook that people fill in for an import: drop-downs, number formats, a worked example, instructions.
#pragma once

#include <string>
#include <vector>

#include "base/messages.h"
#include "base/result.h"
#include "table/workbook_reader.h"

namespace zhiheng::table {

enum class FieldKind { text, code, integer, money, score, percent, date, choice, flag };

struct TemplateColumn {
  std::string title_zh;  // the headers that the import accepts; the workbook shows the one of its language
  std::string title_en;
  FieldKind kind = FieldKind::text;
  bool required = false;
  std::vector<std::string> choices;  // of a choice, as a drop-down, in the workbook's language
  int width = 0;                     // 0 = by kind
  std::string example;               // of the worked row: "100000.00", "2022-10-08", or text
  std::string note;                  // a sentence for the instructions sheet
};

struct TemplateSheet {
  std::string name;
  std::vector<TemplateColumn> columns;
};

struct TemplateWorkbook {
  std::string title;
  std::vector<std::string> notes;  // sentences at the head of the instructions sheet
  std::vector<TemplateSheet> sheets;
  Language language = Language::zh;
};

// Each sheet has its header in row 1 and the example in row 2; the instructions (说明) are the last sheet. The first
// cell of the example begins with "示例：" (or "Example: "). Refuses what print() refuses.
Outcome write_template(const TemplateWorkbook& workbook, const std::string& path);
Result<std::string> template_bytes(const TemplateWorkbook& workbook);

// The rule that the instructions state: the row directly under the header is an example, and not imported, while
// one of its cells begins with the mark. Anywhere else such a text is data.
bool is_example_row(const SheetRow& row, std::uint32_t header_row);

// The name of the instructions sheet in the language; importers pass over both.
std::string instructions_sheet_name(Language language);

}  // namespace zhiheng::table
