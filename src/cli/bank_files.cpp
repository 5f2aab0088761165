#include "cli/bank_files.h"

#include <filesystem>
#include <optional>

#include "base/crypto.h"
#include "service/bank_result_service.h"
#include "service/payment_batch_service.h"

namespace zhiheng::cli {

int import_bank_file(const Arguments& arguments, Station& station, const domain::Actor& actor) {
  const Language language = arguments.language;
  constexpr std::size_t largest_file = 16u << 20;
  const auto bytes = read_file(arguments.words[1], largest_file);
  if (!bytes) return report(bytes.problems(), language);
  std::optional<service::RequestScope> rehearsal;
  if (arguments.has("dry-run")) rehearsal.emplace(random_token(8), "", "", true);
  const service::BankFile file{*bytes, std::filesystem::path(arguments.words[1]).filename().string()};
  const auto done = service::import_bank_results(*station.gate, actor, file, language);
  if (rehearsal) rehearsal->abandon();
  if (!done) return report(done.problems(), language);
  print(write_json(*done));
  tell(say(done->at("repeated").boolean() ? "cli.bank_repeated" : "cli.bank_imported",
           {{"booked", done->at("booked_count").number()},
            {"amount", done->text_at("booked")},
            {"failed", done->at("failed_count").number()},
            {"different", done->at("different_count").number()},
            {"missing", done->at("missing_count").number()}},
           language));
  return 0;
}

int export_payment_file(Station& station, const domain::Actor& actor, const Params& params, const std::string& path,
                        Language language) {
  std::string batch;
  for (const auto& [name, value] : params) {
    if (name != "batch") {
      return report({refusal("report.unknown_param", name, {{"file", "payment_file"}, {"found", name}})}, language);
    }
    batch = value;
  }
  if (batch.empty()) {
    return report({refusal("report.param_missing", "batch", {{"file", "payment_file"}, {"found", "batch"}})}, language);
  }
  const auto id = service::payment_batch_named(*station.gate, actor, batch);
  if (!id) return report(id.problems(), language);
  std::string format = std::filesystem::path(path).extension().string();
  if (!format.empty()) format.erase(0, 1);
  const auto file = service::payment_batch_file(*station.gate, actor, *id, format);
  if (!file) return report(file.problems(), language);
  const Outcome written = write_file(path, file->bytes);
  return written ? 0 : report(written.problems(), language);
}

}  // namespace zhiheng::cli
