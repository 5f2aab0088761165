#include "domain/deliverable.h"

#include <algorithm>
#include <cctype>

namespace zhiheng::domain {

namespace {

constexpr std::string_view word_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
constexpr std::string_view sheet_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

std::uint32_t little_endian(std::string_view bytes, std::size_t at, int width) {
  std::uint32_t value = 0;
  for (int i = width - 1; i >= 0; --i) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
  }
  return value;
}

// The directory of a zip stands at its end, behind a record that may carry a comment of up to 64 KiB.
std::optional<std::size_t> find_end_record(std::string_view bytes) {
  constexpr std::size_t record_size = 22;
  if (bytes.size() < record_size) return std::nullopt;
  const std::size_t furthest = std::min<std::size_t>(bytes.size(), record_size + 0xFFFF);
  for (std::size_t back = record_size; back <= furthest; ++back) {
    const std::size_t at = bytes.size() - back;
    if (bytes.substr(at, 4) == std::string_view("PK\x05\x06", 4)) return at;
  }
  return std::nullopt;
}

// Names of the entries, without inflating anything; nullopt when the directory is torn.
std::optional<std::vector<std::string_view>> entries_of_zip(std::string_view bytes) {
  const auto end = find_end_record(bytes);
  if (!end) return std::nullopt;
  const std::uint32_t count = little_endian(bytes, *end + 10, 2);
  std::size_t at = little_endian(bytes, *end + 16, 4);
  std::vector<std::string_view> names;
  for (std::uint32_t i = 0; i < count; ++i) {
    constexpr std::size_t head = 46;
    if (at > bytes.size() || bytes.size() - at < head) return std::nullopt;
    if (bytes.substr(at, 4) != std::string_view("PK\x01\x02", 4)) return std::nullopt;
    const std::size_t name = little_endian(bytes, at + 28, 2);
    const std::size_t rest = little_endian(bytes, at + 30, 2) + little_endian(bytes, at + 32, 2);
    if (bytes.size() - at - head < name + rest) return std::nullopt;
    names.push_back(bytes.substr(at + head, name));
    at += head + name + rest;
  }
  return names;
}

std::string extension_of(std::string_view file_name) {
  const std::size_t dot = file_name.rfind('.');
  if (dot == std::string_view::npos) return {};
  std::string extension(file_name.substr(dot + 1));
  for (char& letter : extension) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return extension;
}

bool allowed_extension(std::string_view extension) {
  return extension == "pdf" || extension == "docx" || extension == "xlsx" || extension == "ofd";
}

bool harmless_name(std::string_view file_name) {
  if (file_name.size() > 200 || file_name == "." || file_name == "..") return false;
  return std::none_of(file_name.begin(), file_name.end(), [](char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F || letter == '/' || letter == '\\';
  });
}

bool is_kind(std::string_view kind) {
  return kind == "plan" || kind == "report";
}

}  // namespace

std::optional<UploadType> type_of_content(std::string_view bytes) {
  if (bytes.substr(0, 5) == "%PDF-") return UploadType{"pdf", "application/pdf"};
  if (bytes.substr(0, 4) != std::string_view("PK\x03\x04", 4)) return std::nullopt;
  const auto entries = entries_of_zip(bytes);
  if (!entries) return std::nullopt;
  const auto has = [&](std::string_view name) {
    return std::find(entries->begin(), entries->end(), name) != entries->end();
  };
  const auto has_under = [&](std::string_view folder) {
    return std::any_of(entries->begin(), entries->end(),
                       [&](std::string_view name) { return name.substr(0, folder.size()) == folder; });
  };
  if (has("OFD.xml")) return UploadType{"ofd", "application/ofd"};
  if (!has("[Content_Types].xml")) return std::nullopt;
  if (has_under("word/")) return UploadType{"docx", std::string(word_type)};
  if (has_under("xl/")) return UploadType{"xlsx", std::string(sheet_type)};
  return std::nullopt;
}

Result<UploadType> check_upload(std::string_view file_name, std::string_view bytes) {
  if (file_name.empty()) return refusal("deliverable.file_name_missing", "/file");
  if (!harmless_name(file_name)) return refusal("deliverable.file_name_malformed", "/file");
  if (bytes.empty()) return refusal("deliverable.empty", "/file", {{"file", std::string(file_name)}});
  if (bytes.size() > largest_upload_bytes) {
    return refusal(Kind::too_large, "deliverable.too_large", "/file",
                   {{"largest", std::to_string(largest_upload_bytes >> 20)}});
  }
  const std::string extension = extension_of(file_name);
  if (!allowed_extension(extension)) {
    return refusal(Kind::unsupported, "deliverable.type_not_allowed", "/file", {{"file", std::string(file_name)}});
  }
  auto type = type_of_content(bytes);
  if (!type || type->extension != extension) {
    return refusal(Kind::unsupported, "deliverable.type_mismatch", "/file",
                   {{"file", std::string(file_name)}, {"extension", extension}});
  }
  return std::move(*type);
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
    return refusal(Kind::conflict, "deliverable.already_judged", {}, {{"state", deliverable.state}});
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
