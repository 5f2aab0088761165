// Contracts: one sheet of contracts, one of their engagements and one of their instalments. The parts are gathered
// under their contract, judged by the guards of domain/contract.h and written a hundred at a time.
#include <algorithm>
#include <map>

#include "domain/contract.h"
#include "domain/engagement.h"
#include "domain/instalment.h"
#include "service/contract_parts.h"
#include "service/import_run.h"

namespace zhiheng::service {

using domain::ContractForm;
using domain::Shape;

namespace {

constexpr std::size_t contract_sheet = 0;
constexpr std::size_t engagement_sheet = 1;
constexpr std::size_t instalment_sheet = 2;

struct Part {
  std::uint32_t row = 0;
  std::vector<Value> values;
};

struct Entry {
  std::uint32_t row = 0;
  bool good = true;
  std::int64_t bureau_id = 0;
  std::vector<Value> values;
  std::vector<Part> parts[2];  // engagements, instalments
};

struct Named {
  std::int64_t id = 0;
  std::string state;  // of an agency or a policy
};

class ContractImport {
 public:
  explicit ContractImport(ImportRun& run) : run_(run) {}

  Outcome run() {
    load_names();
    for (const std::size_t sheet : {contract_sheet, engagement_sheet, instalment_sheet}) {
      Outcome read = run_.read_rows(sheet, [&](const table::SheetRow& row) {
        if (sheet == contract_sheet) {
          take_contract(row);
        } else {
          take_part(sheet, row);
        }
      });
      if (!read) return read;
      // Without a header the other sheets cannot be tied to anything.
      if (!run_.has_header(contract_sheet)) return Done();
    }
    if (!entries_.empty()) load_known();
    for (Entry& entry : entries_) judge(entry);
    if (run_.clean() && !run_.request.dry_run) write_new();
    return Done();
  }

 private:
  const ImportSheet& sheet(std::size_t at) const { return run_.kind.sheets[at]; }
  std::size_t column(std::size_t at, std::string_view key) const { return sheet(at).position(key); }
  const Value& value(const Entry& entry, std::string_view key) const {
    return entry.values[column(contract_sheet, key)];
  }

  void load_names() {
    store::Connection& rows = run_.tx.rows();
    rows.each("SELECT id, uscc, status FROM agency", {}, [&](const store::Row& row) {
      agencies_[text_or_empty(row[1])] = {integer_or(row[0]), text_or_empty(row[2])};
      return true;
    });
    rows.each("SELECT id, agency_id, code FROM lead_evaluator", {}, [&](const store::Row& row) {
      leads_[std::to_string(integer_or(row[1])) + ":" + text_or_empty(row[2])] = integer_or(row[0]);
      return true;
    });
    rows.each("SELECT id, code, revision, state FROM policy ORDER BY revision", {}, [&](const store::Row& row) {
      const Named named{integer_or(row[0]), text_or_empty(row[3])};
      policies_[text_or_empty(row[1]) + "@" + std::to_string(integer_or(row[2]))] = named;
      // Without a version the newest approved one is meant.
      if (named.state == "approved") policies_[text_or_empty(row[1])] = named;
      return true;
    });
    for (const char* table : {"budget_unit", "project"}) {
      auto& names = std::string_view(table) == "project" ? projects_ : units_;
      rows.each("SELECT id, bureau_id, code FROM " + std::string(table), {}, [&](const store::Row& row) {
        names[std::to_string(integer_or(row[1])) + ":" + text_or_empty(row[2])] = integer_or(row[0]);
        return true;
      });
    }
  }

  void refuse(std::size_t at, std::uint32_t row, std::string_view key, const std::string& text,
              const Problem& problem) {
    run_.add_problem(at, row, column(at, key), text, problem);
  }

  // Puts the id in place of the name; false when there is none of that name.
  template <class Names>
  bool resolve(const Names& names, const std::string& prefix, std::size_t at, std::uint32_t row, std::string_view key,
               std::vector<Value>& values, const char* rule) {
    Value& cell = values[column(at, key)];
    const std::string text = text_or_empty(cell);
    if (text.empty()) return true;
    const auto found = names.find(prefix + text);
    if (found == names.end()) {
      refuse(at, row, key, text, refusal(rule, "", {{"value", text}}));
      cell = Value();
      return false;
    }
    if constexpr (std::is_same_v<typename Names::mapped_type, Named>) {
      cell = found->second.id;
    } else {
      cell = found->second;
    }
    return true;
  }

  void take_contract(const table::SheetRow& row) {
    Entry entry;
    entry.row = row.number;
    entry.good = run_.read_values(contract_sheet, row, entry.values);
    std::string rule;
    const std::string bureau = text_or_empty(value(entry, "bureau"));
    entry.bureau_id = run_.bureau_named(value(entry, "bureau"), run_.default_bureau, rule);
    if (entry.bureau_id == 0) {
      refuse(contract_sheet, row.number, "bureau", bureau, refusal(rule, "", {{"value", bureau}}));
      entry.good = false;
    }
    const auto policy = policies_.find(text_or_empty(value(entry, "policy")));
    const auto agency = agencies_.find(text_or_empty(value(entry, "agency")));
    if (policy != policies_.end()) states_[policy->second.id] = policy->second.state;
    if (agency != agencies_.end()) agency_states_[agency->second.id] = agency->second.state;
    std::vector<Value>& values = entry.values;
    entry.good &= resolve(agencies_, "", contract_sheet, row.number, "agency", values, "import.no_such_agency");
    entry.good &= resolve(policies_, "", contract_sheet, row.number, "policy", values, "import.no_such_policy");
    const std::string of_agency = std::to_string(integer_or(value(entry, "agency"))) + ":";
    if (integer_or(value(entry, "agency")) != 0) {
      entry.good &= resolve(leads_, of_agency, contract_sheet, row.number, "lead_evaluator", values,
                            "import.no_such_lead_evaluator");
    }
    const std::string number = text_or_empty(value(entry, "number"));
    if (number.empty()) return;
    const auto [place, added] = by_number_.emplace(number, entries_.size());
    if (!added) {
      refuse(contract_sheet, row.number, "number", number,
             refusal("import.key_twice", "",
                     {{"value", number},
                      {"row", std::to_string(row.number)},
                      {"other", std::to_string(entries_[place->second].row)}}));
      return;
    }
    entries_.push_back(std::move(entry));
  }

  void take_part(std::size_t at, const table::SheetRow& row) {
    Part part;
    part.row = row.number;
    const bool good = run_.read_values(at, row, part.values);
    const std::string number = text_or_empty(part.values[column(at, "contract")]);
    const auto place = by_number_.find(number);
    if (place == by_number_.end()) {
      if (!number.empty()) {
        refuse(at, row.number, "contract", number, refusal("import.contract_not_listed", "", {{"value", number}}));
      }
      return;
    }
    Entry& entry = entries_[place->second];
    entry.good &= good;
    if (at == engagement_sheet) {
      const std::string bureau = std::to_string(entry.bureau_id) + ":";
      entry.good &= resolve(units_, bureau, at, row.number, "budget_unit", part.values, "import.no_such_unit");
      entry.good &= resolve(projects_, bureau, at, row.number, "project", part.values, "import.no_such_project");
    }
    entry.parts[at - 1].push_back(std::move(part));
  }

  std::vector<std::size_t> compared(std::size_t at) const {
    std::vector<std::size_t> columns;
    if (!run_.has_header(at)) return columns;
    for (std::size_t i = 0; i < sheet(at).columns.size(); ++i) {
      const std::string& key = sheet(at).columns[i].key;
      if (key != "bureau" && key != "contract" && run_.header(at).has(i)) columns.push_back(i);
    }
    return columns;
  }

  // Contracts that exist, by bureau and number, with a digest over themselves and their parts.
  void load_known() {
    struct Stored {
      std::string key;
      Digest digest;
    };
    std::unordered_map<std::int64_t, Stored> stored;
    const auto columns_of = [&](std::size_t at) {
      std::string sql;
      for (const std::size_t i : compared(at)) sql += ", " + sheet(at).columns[i].field.column;
      return sql;
    };
    const auto digest_from = [](const store::Row& row, std::size_t first) {
      Digest digest;
      for (std::size_t i = first; i < row.size(); ++i) digest.add(row[i]);
      return digest;
    };
    store::Connection& rows = run_.tx.rows();
    rows.each("SELECT id, bureau_id, number" + columns_of(contract_sheet) + " FROM contract", {},
              [&](const store::Row& row) {
                const std::string key = std::to_string(integer_or(row[1])) + ":" + text_or_empty(row[2]);
                if (by_number_.contains(text_or_empty(row[2]))) {
                  stored[integer_or(row[0])] = {key, digest_from(row, 3)};
                }
                return true;
              });
    for (const std::size_t at : {engagement_sheet, instalment_sheet}) {
      if (compared(at).empty() || stored.empty()) continue;
      rows.each("SELECT contract_id" + columns_of(at) + " FROM " + sheet(at).stem, {}, [&](const store::Row& row) {
        const auto whole = stored.find(integer_or(row[0]));
        if (whole != stored.end()) whole->second.digest.join(digest_from(row, 1));
        return true;
      });
    }
    for (auto& [id, one] : stored) known_[one.key] = {id, one.digest};
  }

  Digest digest_of(const Entry& entry) const {
    Digest digest;
    for (const std::size_t i : compared(contract_sheet)) digest.add(entry.values[i]);
    for (const std::size_t at : {engagement_sheet, instalment_sheet}) {
      for (const Part& part : entry.parts[at - 1]) {
        Digest one;
        for (const std::size_t i : compared(at)) one.add(part.values[i]);
        digest.join(one);
      }
    }
    return digest;
  }

  void fill(std::size_t at, const std::vector<Value>& values, Record& record, bool only_given) const {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::string& key = sheet(at).columns[i].key;
      if (key == "bureau" || key == "contract" || (only_given && !run_.header(at).has(i))) continue;
      record.set(key, values[i]);
    }
  }

  ContractForm form_of(const Entry& entry) const {
    ContractForm form;
    form.contract.set("bureau", entry.bureau_id);
    fill(contract_sheet, entry.values, form.contract, false);
    form.contract.set("original_fee", form.contract.get("fee"));
    form.contract.set("state", std::string("active"));
    for (const Part& part : entry.parts[0]) fill(engagement_sheet, part.values, form.engagements.emplace_back(), false);
    for (const Part& part : entry.parts[1]) fill(instalment_sheet, part.values, form.instalments.emplace_back(), false);
    return form;
  }

  // The stored contract with what the workbook says laid over it, its parts found by code and sequence.
  ContractForm changed_form(const Entry& entry, const ContractForm& before) const {
    ContractForm form;
    form.contract = before.contract;
    fill(contract_sheet, entry.values, form.contract, true);
    if (form.contract.get("fee") != before.contract.get("fee")) {
      form.contract.set("original_fee", form.contract.get("fee"));
    }
    const auto lay = [&](std::size_t at, const std::vector<Record>& old_parts, std::vector<Record>& parts) {
      if (!run_.has_header(at)) {
        parts = old_parts;
        return;
      }
      const std::string key = domain::find_shape(sheet(at).stem)->natural_key;
      for (const Part& part : entry.parts[at - 1]) {
        Record record;
        bool old_one = false;
        for (const Record& old : old_parts) {
          if (old.get(key) != part.values[column(at, key)]) continue;
          record = old;
          old_one = true;
        }
        fill(at, part.values, record, old_one);
        parts.push_back(std::move(record));
      }
    };
    lay(engagement_sheet, before.engagements, form.engagements);
    lay(instalment_sheet, before.instalments, form.instalments);
    return form;
  }

  domain::ContractFacts facts_of(const ContractForm& form, const Record* before) const {
    domain::ContractFacts facts;
    const auto agency = agency_states_.find(form.contract.integer("agency"));
    if (agency != agency_states_.end()) facts.agency_status = agency->second;
    const auto policy = states_.find(form.contract.integer("policy"));
    if (policy != states_.end()) facts.policy_state = policy->second;
    facts.agency_is_new = before == nullptr || before->get("agency") != form.contract.get("agency");
    facts.policy_is_new = before == nullptr || before->get("policy") != form.contract.get("policy");
    // Lead evaluators were looked up below their agency, so they belong to it.
    return facts;
  }

  // "/engagements/3/fee" is a cell of the part's row; "/fee" one of the contract's.
  void report(const Entry& entry, const Problems& problems) {
    for (const Problem& problem : problems) {
      std::size_t at = contract_sheet;
      std::uint32_t row = entry.row;
      std::string key = problem.field.empty() ? "number" : problem.field.substr(1);
      for (const std::size_t part_sheet : {engagement_sheet, instalment_sheet}) {
        const std::string list = part_sheet == engagement_sheet ? "engagements" : "instalments";
        if (!key.starts_with(list)) continue;
        const std::size_t slash = key.rfind('/');
        const auto index = key.size() > list.size() ? static_cast<std::size_t>(std::atoi(key.c_str() + list.size() + 1))
                                                    : entry.parts[part_sheet - 1].size();
        if (index < entry.parts[part_sheet - 1].size()) {
          at = part_sheet;
          row = entry.parts[part_sheet - 1][index].row;
          key = key.substr(slash + 1);
        } else {
          key = "fee";
        }
        break;
      }
      refuse(at, row, key, text_of(entry, at, row, key), problem);
    }
  }

  std::string text_of(const Entry& entry, std::size_t at, std::uint32_t row, const std::string& key) const {
    const std::size_t i = column(at, key);
    if (i == sheet(at).columns.size()) return "";
    const std::vector<Value>* values = &entry.values;
    if (at != contract_sheet) {
      for (const Part& part : entry.parts[at - 1]) {
        if (part.row == row) values = &part.values;
      }
    }
    return domain::value_to_text(sheet(at).columns[i].field, (*values)[i]);
  }

  void judge(Entry& entry) {
    if (!entry.good) return;
    const auto known = known_.find(std::to_string(entry.bureau_id) + ":" + text_or_empty(value(entry, "number")));
    if (known == known_.end()) {
      const Problems problems = domain::check_contract(form_of(entry), facts_of(form_of(entry), nullptr));
      if (!problems.empty()) return report(entry, problems);
      ++run_.report.created;
      new_ones_.push_back(&entry);
      return;
    }
    if (known->second.digest == digest_of(entry)) {
      ++run_.report.unchanged;
      return;
    }
    change(entry, known->second.id);
  }

  void change(const Entry& entry, std::int64_t id) {
    const auto row = store::find_record(run_.tx.rows(), domain::contract_shape(), id);
    ensure(row.has_value(), "a contract that was just listed is there");
    const ContractForm before = load_contract(run_.tx, *row);
    ContractForm after = changed_form(entry, before);
    if (!run_.request.update) return refuse_difference(entry, before, after);
    Problems problems = check_contract_change(before, after, load_contract_use(run_.tx, id));
    append_problems(problems, domain::check_contract(after, facts_of(after, &before.contract)));
    if (!problems.empty()) return report(entry, problems);
    ++run_.report.updated;
    if (!run_.clean() || run_.request.dry_run) return;
    const Outcome saved = save_contract(run_.tx, before, after);
    ensure(saved.ok(), "nobody else writes while an import does");
  }

  void refuse_difference(const Entry& entry, const ContractForm& before, const ContractForm& after) {
    std::string differing;
    const auto add = [&](const std::string& title) { differing += (differing.empty() ? "" : "、") + title; };
    for (const ImportColumn& one : sheet(contract_sheet).columns) {
      if (one.key != "bureau" && before.contract.get(one.key) != after.contract.get(one.key)) {
        add(one.title(run_.request.language));
      }
    }
    const auto parts_differ = [&](const std::vector<Record>& old_parts, const std::vector<Record>& parts,
                                  const Shape& shape) {
      if (old_parts.size() != parts.size()) return true;
      for (const Record& part : parts) {
        bool same = false;
        for (const Record& old : old_parts) same = same || is_nothing(difference(shape, &old, part));
        if (!same) return true;
      }
      return false;
    };
    if (parts_differ(before.engagements, after.engagements, domain::engagement_shape())) {
      add(sheet(engagement_sheet).name(run_.request.language));
    }
    if (parts_differ(before.instalments, after.instalments, domain::instalment_shape())) {
      add(sheet(instalment_sheet).name(run_.request.language));
    }
    refuse(contract_sheet, entry.row, "number", text_or_empty(value(entry, "number")),
           refusal(Kind::conflict, "import.contract_differs", "", {{"fields", differing}}));
  }

  static std::vector<std::string> columns_to_write(const Shape& shape) {
    std::vector<std::string> columns;
    for (const domain::Field& field : shape.fields) columns.push_back(field.column);
    return columns;
  }
  static std::vector<Value> cells_of(const Shape& shape, const Record& record) {
    std::vector<Value> cells;
    for (const domain::Field& field : shape.fields) cells.push_back(record.get(field.key));
    return cells;
  }

  void write_new() {
    if (new_ones_.empty()) return;
    store::Connection& rows = run_.tx.rows();
    const Shape& shape = domain::contract_shape();
    const std::int64_t greatest = integer_or(rows.query("SELECT MAX(id) FROM contract")[0][0]);
    BatchInsert contracts(run_.tx, shape.table, columns_to_write(shape), true);
    for (const Entry* entry : new_ones_) contracts.add(cells_of(shape, form_of(*entry).contract));
    contracts.flush();
    std::unordered_map<std::string, std::int64_t> ids;
    rows.each("SELECT id, bureau_id, number FROM contract WHERE id > ?", {greatest}, [&](const store::Row& row) {
      ids[std::to_string(integer_or(row[1])) + ":" + text_or_empty(row[2])] = integer_or(row[0]);
      return true;
    });
    BatchInsert engagements(run_.tx, "engagement", columns_to_write(domain::engagement_shape()), true);
    BatchInsert instalments(run_.tx, "instalment", columns_to_write(domain::instalment_shape()), true);
    BatchInsert history(run_.tx, "audit",
                        {"at", "account_id", "login", "action", "subject", "subject_id", "bureau_id", "detail"}, false);
    const Value account = run_.tx.actor().account_id == 0 ? Value() : Value(run_.tx.actor().account_id);
    for (const Entry* entry : new_ones_) {
      ContractForm form = form_of(*entry);
      const std::int64_t id =
          ids.at(std::to_string(entry->bureau_id) + ":" + text_or_empty(form.contract.get("number")));
      for (auto* parts : {&form.engagements, &form.instalments}) {
        for (Record& part : *parts) {
          part.set("bureau", entry->bureau_id);
          part.set("agency", form.contract.get("agency"));
          part.set("contract", id);
        }
      }
      for (const Record& part : form.engagements) engagements.add(cells_of(domain::engagement_shape(), part));
      for (const Record& part : form.instalments) instalments.add(cells_of(domain::instalment_shape(), part));
      Json detail = Json::object();
      detail.set("before", Json::object());
      detail.set("after", contract_detail(form));
      detail.set("version", Json(1));
      detail.set("import", Json(run_.request.kind));
      history.add({run_.tx.now().utc(), account, run_.tx.actor().login, std::string("create"), std::string("contract"),
                   id, entry->bureau_id, write_json(detail)});
    }
    engagements.flush();
    instalments.flush();
    history.flush();
  }

  struct KnownContract {
    std::int64_t id = 0;
    Digest digest;
  };

  ImportRun& run_;
  std::vector<Entry> entries_;
  std::vector<const Entry*> new_ones_;
  std::unordered_map<std::string, std::size_t> by_number_;
  std::unordered_map<std::string, KnownContract> known_;
  std::unordered_map<std::string, Named> agencies_, policies_;
  std::unordered_map<std::string, std::int64_t> leads_, units_, projects_;
  std::unordered_map<std::int64_t, std::string> states_, agency_states_;
};

}  // namespace

Outcome import_contracts(ImportRun& run) {
  return ContractImport(run).run();
}

}  // namespace zhiheng::service
