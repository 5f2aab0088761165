// The printers behind print(): one function per format. They throw Refusal, Defect and what the rows throw.
#pragma once

#include "table/pending_file.h"
#include "table/table.h"

namespace zhiheng::table {

void print_csv(const Workbook& workbook, ByteSink& sink);
void print_html(const Workbook& workbook, ByteSink& sink);
void print_json(const Workbook& workbook, ByteSink& sink);
void print_text(const Workbook& workbook, ByteSink& sink);
void print_xlsx(const Workbook& workbook, const PendingFile& file, const std::string& target);

}  // namespace zhiheng::table
