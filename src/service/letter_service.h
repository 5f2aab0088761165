// Letters that people sign: a kind's data put into its template, which a clerk may have edited. The kinds and what
// their placeholders mean are templates/letters/kinds.json.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "base/messages.h"
#include "service/gate.h"

namespace zhiheng::service {

struct LetterRequest {
  std::string kind;    // "result"
  Params params;       // {"result","17"}: those the kind takes
  std::string folder;  // edited templates, KIND.docx, come before ours; "" for none
};

struct LetterFile {
  std::string bytes;
  std::string file_name;         // "result-HT-2022-001-PJ-01.docx"
  std::optional<Json> evidence;  // the document that the letter's verification code is made of, where it has one
};

inline constexpr const char* docx_media_type =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

// Whoever may see the data may have the letter. Refuses letter.unknown_kind, letter.unknown_param,
// letter.param_missing, letter.value_missing, what reading an edited template refuses (table/docx.h), what the kind's
// data refuse, access.*.
Result<LetterFile> make_letter(Gate& gate, const domain::Actor& actor, const LetterRequest& request);
// The evidence document alone, indented. Refuses letter.no_evidence as well.
Result<std::string> letter_evidence(Gate& gate, const domain::Actor& actor, const LetterRequest& request);

// [{"kind","title","params":["result"],"edited","problems","fields":[{"key","name","meaning","must","fields"?}]}] of
// the kinds that the actor's role may make; `edited`: the folder has a template, `problems`: how many things are wrong
// there.
Json list_letters(const domain::Actor& actor, const std::string& folder, Language language);
// The template in use, for editing.
Result<std::string> letter_template(const std::string& kind, const std::string& folder);
// Everything that is wrong with an edited template.
Outcome check_letter_template(const std::string& kind, std::string_view bytes);

// Every shipped template fits its kind. For the start of a program and for tests.
Outcome check_shipped_letters();

}  // namespace zhiheng::service
