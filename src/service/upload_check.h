// Is a file what its name says it is? Found out by reading the whole of it in pieces, never by a header of the request.
#pragma once

#include "domain/deliverable.h"
#include "table/archive.h"

namespace zhiheng::service {

// The type of the file, on which name and content agree. A PDF has its head and its end, a DOCX or XLSX is a sound zip
// whose [Content_Types].xml names a main part that is there, an OFD a sound zip with OFD.xml. Refuses what
// domain::type_of_name refuses, deliverable.empty, and as Kind::unsupported deliverable.type_mismatch,
// deliverable.old_office (an OLE container: Office 97 or a document behind a password), deliverable.cut_short (a PDF
// without its end), deliverable.damaged, deliverable.encrypted, deliverable.bomb.
Result<domain::UploadType> check_content(std::string_view file_name, const table::ByteReader& bytes);
Result<domain::UploadType> check_content(std::string_view file_name, std::string_view bytes);

}  // namespace zhiheng::service
