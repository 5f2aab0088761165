// Experts: files of the library with identity numbers and accounts, which are sealed on their way in and never repeated
// in a problem. A new row is an application; what a masked number stands for stays as it is.
#include <map>

#include "domain/expert.h"
#include "domain/identity_number.h"
#include "domain/shape_text.h"
#include "service/expert_library_parts.h"
#include "service/import_run.h"

namespace zhiheng::service {

namespace {

constexpr const char* secret_keys[] = {"identity_number", "bank_name", "bank_account"};

bool is_secret(std::string_view key) {
  return key == secret_keys[0] || key == secret_keys[1] || key == secret_keys[2];
}

class ExpertImport {
 public:
  explicit ExpertImport(ImportRun& run) : run_(run), sheet_(run.kind.sheets[0]), shape_(domain::expert_shape()) {}

  Outcome run() {
    load_names();
    return run_.read_rows(0, [&](const table::SheetRow& row) { take(row); });
  }

 private:
  void load_names() {
    store::Connection& rows = run_.tx.rows();
    rows.each("SELECT id, bureau_id, code FROM expert", {}, [&](const store::Row& row) {
      experts_[std::to_string(integer_or(row[1])) + ":" + text_or_empty(row[2])] = integer_or(row[0]);
      return true;
    });
    rows.each("SELECT id, bureau_id, code FROM budget_unit", {}, [&](const store::Row& row) {
      units_[std::to_string(integer_or(row[1])) + ":" + text_or_empty(row[2])] = integer_or(row[0]);
      return true;
    });
    rows.each("SELECT id, uscc FROM agency", {}, [&](const store::Row& row) {
      agencies_[text_or_empty(row[1])] = integer_or(row[0]);
      return true;
    });
  }

  std::string typed(const table::SheetRow& row, std::size_t column) const {
    return column < sheet_.columns.size() && run_.header(0).has(column)
               ? std::string(domain::trimmed(row.at(run_.header(0).cell_of[column]).text))
               : std::string();
  }

  // A problem names its cell; numbers are shown masked in it.
  void refuse(const table::SheetRow& row, std::string_view key, Problem problem) {
    const std::size_t column = sheet_.position(key);
    std::string value = typed(row, column);
    if (column < sheet_.columns.size() && sheet_.columns[column].secret) value = domain::masked_bank_account(value);
    problem.field.clear();
    run_.add_problem(0, row.number, column, value, problem);
    good_ = false;
  }

  void refuse_all(const table::SheetRow& row, const Problems& problems) {
    for (const Problem& problem : problems) {
      refuse(row, problem.field.empty() ? std::string() : problem.field.substr(1), problem);
    }
  }

  std::int64_t named(const table::SheetRow& row, const std::map<std::string, std::int64_t>& all, const std::string& key,
                     const char* column, const char* rule, const Value& given) {
    const std::string& text = text_or_empty(given);
    if (text.empty()) return 0;
    const auto found = all.find(key + text);
    if (found != all.end()) return found->second;
    refuse(row, column, refusal(rule, "", {{"value", text}}));
    return 0;
  }

  // The record of the row by field; the secrets apart.
  void read(const table::SheetRow& row) {
    good_ = run_.read_values(0, row, values_);
    std::string rule;
    const Value bureau = values_[sheet_.position("bureau")];
    bureau_id_ = run_.bureau_named(bureau, run_.default_bureau, rule);
    if (bureau_id_ == 0) return refuse(row, "bureau", refusal(rule, "", {{"value", text_or_empty(bureau)}}));
    record_ = Record();
    wish_ = SecretWish();
    const std::string own = std::to_string(bureau_id_) + ":";
    for (std::size_t i = 0; i < sheet_.columns.size(); ++i) {
      const std::string& key = sheet_.columns[i].key;
      Value value = values_[i];
      if (is_secret(key)) {
        take_secret(key, text_or_empty(value));
        continue;
      }
      if (key == "bureau") value = bureau_id_;
      if (key == "fields") value = canonical_fields_text(text_or_empty(value));
      if (key == "payable" && typed(row, i).empty()) value = std::int64_t{1};
      if (key == "employer_unit")
        value = id_or_nothing(named(row, units_, own, "employer_unit", "import.no_such_unit", value));
      if (key == "employer_agency") {
        value = id_or_nothing(named(row, agencies_, "", "employer_agency", "import.no_such_agency", value));
      }
      record_.set(key, std::move(value));
    }
  }

  void take_secret(const std::string& key, const std::string& text) {
    if (text.empty()) return;  // nothing written: nothing to change
    if (key == "identity_number") wish_.identity_number = text;
    if (key == "bank_name") wish_.bank_name = text;
    if (key == "bank_account") wish_.bank_account = text;
  }

  // Twice in the workbook, by code and by person.
  bool is_first(const table::SheetRow& row) {
    const std::string key = std::to_string(bureau_id_) + ":" + record_.text("code");
    const auto [seen, fresh] = rows_.emplace(key, row.number);
    if (!fresh) refuse(row, "code", twice(record_.text("code"), row.number, seen->second));
    if (!wish_.identity_number || domain::is_masked(*wish_.identity_number)) return fresh;
    const auto number = domain::read_identity_number(*wish_.identity_number, "", run_.tx.today());
    if (!number) return fresh;  // told by the sealing
    const auto [person, new_one] = people_.emplace(std::to_string(bureau_id_) + ":" + number->text, row.number);
    if (!new_one) {
      refuse(row, "identity_number", twice(domain::masked_identity_number(number->text), row.number, person->second));
    }
    return fresh && new_one;
  }

  static Problem twice(const std::string& value, std::uint32_t row, std::uint32_t other) {
    return refusal("import.key_twice", "",
                   {{"value", value}, {"row", std::to_string(row)}, {"other", std::to_string(other)}});
  }

  void take(const table::SheetRow& row) {
    read(row);
    if (bureau_id_ == 0 || record_.text("code").empty()) return;
    if (!is_first(row)) return;
    const auto known = experts_.find(std::to_string(bureau_id_) + ":" + record_.text("code"));
    if (known == experts_.end()) {
      create(row);
    } else {
      change(row, known->second);
    }
  }

  void create(const table::SheetRow& row) {
    refuse_all(row, domain::check_expert(record_, nullptr, run_.tx.today()));
    Problems warnings;
    if (wish_.any()) {
      const auto checked = seal_wish(run_.tx, 0, bureau_id_, wish_, {}, "", warnings);
      if (!checked) refuse_all(row, checked.problems());
    }
    if (!good_) return;
    ++run_.report.created;
    if (!run_.clean() || run_.request.dry_run) return;
    const std::int64_t id = insert_application(run_.tx, record_);
    if (wish_.any()) {
      const auto sealed = seal_wish(run_.tx, id, bureau_id_, wish_, {}, "", warnings);
      ensure(sealed.ok(), "what could be sealed before the row was there can be sealed after it");
      store::save_secrets(run_.tx.rows(), id, *sealed, run_.tx.now());
    }
    Json detail = Json::object().set("import", run_.request.kind).set("version", wish_.any() ? 2 : 1);
    run_.tx.audit("create", {"expert", id}, bureau_id_, detail);
  }

  void change(const table::SheetRow& row, std::int64_t id) {
    const auto before = store::find_record(run_.tx.rows(), shape_, id);
    const auto secrets = store::find_secrets(run_.tx.rows(), id);
    ensure(before && secrets, "a row that was just listed is there");
    domain::Facts facts;
    facts.bureau_id = bureau_id_;
    if (!domain::may(run_.tx.actor(), run_.edit_action, facts)) {
      return refuse(row, "code", refusal("import.row_of_other_bureau"));
    }
    Record after = *before;
    for (std::size_t i = 0; i < sheet_.columns.size(); ++i) {
      const std::string& key = sheet_.columns[i].key;
      if (run_.header(0).has(i) && key != "bureau" && !is_secret(key)) after.set(key, record_.get(key));
    }
    Problems warnings;
    auto sealed = *secrets;
    if (wish_.any()) {
      const auto wanted = seal_wish(run_.tx, id, bureau_id_, wish_, *secrets, "", warnings);
      if (!wanted) return refuse_all(row, wanted.problems());
      sealed = *wanted;
    }
    const bool new_person = sealed.identity_print != secrets->identity_print;
    const bool new_account = sealed.bank_name != secrets->bank_name || account_differs(id, *secrets);
    Json detail = difference(shape_, &*before, after);
    if (is_nothing(detail) && !new_person && !new_account) {
      if (good_) ++run_.report.unchanged;
      return;
    }
    if (!run_.request.update) return refuse_difference(row, *before, after, *secrets, new_person, new_account);
    refuse_all(row, domain::check_expert(after, &*before, run_.tx.today()));
    if (!good_) return;
    ++run_.report.updated;
    if (!run_.clean() || run_.request.dry_run) return;
    write(id, *before, after, new_person || new_account ? &sealed : nullptr, std::move(detail));
  }

  // Two sealings of one number differ, so that it is opened to be compared; nobody sees it.
  bool account_differs(std::int64_t id, const store::SealedSecrets& secrets) {
    if (!wish_.bank_account || domain::is_masked(*wish_.bank_account)) return false;
    return !same_account(id, secrets, *wish_.bank_account);
  }

  void write(std::int64_t id, const Record& before, const Record& after, const store::SealedSecrets* sealed,
             Json detail) {
    if (!is_nothing(detail)) {
      ensure(store::update_record(run_.tx.rows(), shape_, changed_fields(shape_, before, after), run_.tx.now()),
             "nobody else writes while an import does");
    }
    if (sealed != nullptr) store::save_secrets(run_.tx.rows(), id, *sealed, run_.tx.now());
    note_application_change(run_.tx, id, before);
    const auto now = store::find_library_expert(run_.tx.rows(), id);
    detail.set("version", now->version).set("import", run_.request.kind);
    if (sealed != nullptr) detail.set("what", "secrets");
    run_.tx.audit("change", {"expert", id}, bureau_id_, detail);
  }

  void refuse_difference(const table::SheetRow& row, const Record& before, const Record& after,
                         const store::SealedSecrets& secrets, bool new_person, bool new_account) {
    for (const ImportColumn& column : sheet_.columns) {
      if (is_secret(column.key) || before.get(column.key) == after.get(column.key)) continue;
      refuse(row, column.key,
             refusal(Kind::conflict, "import.exists_differs", "",
                     {{"stored", domain::value_to_text(column.field, before.get(column.key))}}));
    }
    if (new_person) {
      refuse(row, "identity_number",
             refusal(Kind::conflict, "import.exists_differs", "", {{"stored", secrets.identity_shown}}));
    }
    if (new_account) {
      refuse(row, "bank_account",
             refusal(Kind::conflict, "import.exists_differs", "", {{"stored", secrets.account_shown}}));
    }
  }

  ImportRun& run_;
  const ImportSheet& sheet_;
  const domain::Shape& shape_;
  bool good_ = true;
  std::int64_t bureau_id_ = 0;
  std::vector<Value> values_;
  Record record_;
  SecretWish wish_;
  std::map<std::string, std::int64_t> experts_, units_, agencies_;
  std::map<std::string, std::uint32_t> rows_, people_;
};

}  // namespace

Outcome import_experts(ImportRun& run) {
  return ExpertImport(run).run();
}

}  // namespace zhiheng::service
