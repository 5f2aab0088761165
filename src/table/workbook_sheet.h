// One worksheet's XML turned into rows.
#pragma once

#include "table/workbook_parts.h"

namespace zhiheng::table {

// Throws Refusal; whatever `on_row` throws comes through.
SheetSummary read_sheet(WorkbookZip& zip, const WorkbookParts& parts, const SheetPart& sheet,
                        const std::function<bool(const SheetRow&)>& on_row);

}  // namespace zhiheng::table
