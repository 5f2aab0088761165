#include "domain/deliverable.h"

#include "domain/choice_words.h"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace zhiheng::domain {

namespace {

struct KnownType {
  std::string_view extension;
  std::string_view media_type;
};
constexpr KnownType known_types[] = {
    {"pdf", "application/pdf"},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"ofd", "application/ofd"},
};
constexpr std::string_view old_office[] = {"doc", "xls", "ppt", "wps", "et", "rtf", "docm", "xlsm"};

std::string extension_of(std::string_view file_name) {
  const std::size_t dot = file_name.rfind('.');
  if (dot == std::string_view::npos) return {};
  std::string extension(file_name.substr(dot + 1));
  for (char& letter : extension) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return extension;
}

bool harmless_name(std::string_view file_name) {
  if (file_name.size() > 200 || file_name == "." || file_name == "..") return false;
  return std::none_of(file_name.begin(), file_name.end(), [](char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F || letter == '/' || letter == '\\';
  });
}

// A code as part of a file name on any system.
std::string safe_code(const std::string& engagement_code) {
  std::string code;
  for (const char letter : engagement_code) {
    const bool plain = static_cast<unsigned char>(letter) > 0x20 && letter != 0x7F &&
                       std::string_view("/\\:*?\"<>|").find(letter) == std::string_view::npos;
    code.push_back(plain ? letter : '-');
  }
  return code;
}

bool is_kind(std::string_view kind) {
  return kind == "plan" || kind == "report";
}

}  // namespace

Result<UploadType> type_of_name(std::string_view file_name) {
  if (file_name.empty()) return refusal("deliverable.file_name_missing", "/file");
  if (!harmless_name(file_name)) return refusal("deliverable.file_name_malformed", "/file");
  const std::string extension = extension_of(file_name);
  for (const KnownType& known : known_types) {
    if (known.extension == extension) return UploadType{extension, std::string(known.media_type)};
  }
  const bool old = std::find(std::begin(old_office), std::end(old_office), extension) != std::end(old_office);
  return refusal(Kind::unsupported, old ? "deliverable.old_office" : "deliverable.type_not_allowed", "/file",
                 {{"file", std::string(file_name)}});
}

std::string stable_name(const std::string& engagement_code, const std::string& kind, int revision,
                        const std::string& file_name) {
  return safe_code(engagement_code) + (kind == "plan" ? "_方案_v" : "_报告_v") + std::to_string(revision) + "." +
         extension_of(file_name);
}

std::string stable_name_of_all(const std::string& engagement_code, const std::string& what) {
  return safe_code(engagement_code) + "_" + what;
}

Outcome accept_version(const std::vector<Deliverable>& earlier, std::string_view kind, std::string_view sha256,
                       Timestamp received_at, Timestamp now, std::string_view contract_state) {
  if (!is_kind(kind)) return refusal("deliverable.bad_kind", "/kind", {{"kind", std::string(kind)}});
  if (contract_state != "active") return refusal(Kind::conflict, "deliverable.contract_closed");
  for (const Deliverable& version : earlier) {
    if (version.sha256 == sha256) {
      return refusal(Kind::conflict, "deliverable.same_file", "/file",
                     {{"kind", version.kind}, {"revision", std::to_string(version.revision)}});
    }
  }
  if (received_at > now) return refusal("deliverable.received_in_future", "/received_at");
  for (const Deliverable& version : earlier) {
    if (version.kind == kind && received_at < version.received_at) {
      return refusal("deliverable.received_before_earlier", "/received_at",
                     {{"revision", std::to_string(version.revision)}});
    }
  }
  return Done{};
}

Result<std::string> judge_deliverable(const Deliverable& deliverable, std::string_view action,
                                      std::string_view reason) {
  const Transition* transition = find_transition(deliverable_workflow, deliverable.state, action);
  if (!transition) {
    return refusal(Kind::conflict, "deliverable.already_judged", {},
                   state_words("deliverable_state", deliverable.state));
  }
  if (action == "return" && reason.empty()) return refusal("deliverable.reason_missing", "/reason");
  return std::string(transition->to);
}

LateCount count_days_late(std::optional<Date> due_on, Date received_on, DayCount count, const Calendar& calendar) {
  if (!due_on || received_on <= *due_on) return {};
  if (count == DayCount::calendar) return {received_on - *due_on, {}};
  const auto working = calendar.working_days_between(*due_on, received_on);
  LateCount late{working.value, {}};
  for (const int year : working.years_without_notice) {
    late.calendar_note += (late.calendar_note.empty() ? "" : ",") + std::to_string(year);
  }
  return late;
}

int counted_days_late(const std::vector<Deliverable>& versions, std::string_view kind) {
  const Deliverable* first = nullptr;
  for (const Deliverable& version : versions) {
    if (version.kind == kind && (!first || version.revision < first->revision)) first = &version;
  }
  return first ? first->days_late : 0;
}

}  // namespace zhiheng::domain
