// The printers behind print(): one function per format. They throw Refusal, Defect and what the rows throw.
#pragma once

#include "table/pending_file.h"
#include "table/table.h"

namespace zhiheng::table {

void print_csv(const Workbook& workbook, ByteSink& sink);
void print_html(const Workbook& workbook, ByteSink& sink);
void print_json(const Workbook& workbook, ByteSink& sink);
void print_text(const Workbook& workbook, ByteSink& sink);
// What `write` leaves in a temporary file of its own.
Result<std::string> bytes_through_file(const std::function<Outcome(const std::string& path)>& write);
void print_xlsx(const Workbook& workbook, const PendingFile& file, const std::string& target);

}  // namespace zhiheng::table
