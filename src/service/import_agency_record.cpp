// The workbook of an agency's record, read back: every sheet a group, every row an entry; all of them or none.
#include <algorithm>

#include "domain/identity_number.h"
#include "service/agency_record_parts.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/import_run.h"

namespace zhiheng::service {

using domain::RecordGroup;
using domain::RecordItem;

namespace {

class RecordImport {
 public:
  RecordImport(ImportRun& run, store::RecordAgency agency)
      : run_(run),
        agency_(std::move(agency)),
        items_(store::record_items(run.tx.rows(), agency_.id, store::working_states)) {}

  Outcome run() {
    for (std::size_t sheet = 0; sheet < run_.kind.sheets.size(); ++sheet) {
      const RecordGroup& group = domain::record_groups()[sheet];
      Outcome failed = Done();
      const Outcome read = run_.read_rows(sheet, [&](const table::SheetRow& row) {
        std::vector<Value> values;
        if (!run_.read_values(sheet, row, values)) return;
        if (Outcome taken = take(sheet, group, row.number, values); !taken) failed = taken;
      });
      if (!read) return read;
      if (!failed) return failed;
    }
    return Done();
  }

 private:
  // The members that the row gives; an empty cell takes a value away.
  Json body_of(const RecordGroup& group, const ImportSheet& sheet, const std::vector<Value>& values) const {
    Json body = Json::object();
    for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
      const domain::Field& field = *group.shape.find(sheet.columns[i].key);
      body.set(field.key, domain::value_to_json(field, values[i]));
    }
    return body;
  }

  // The entry that the row is about: the only one, the one with this code, or the one of this name.
  const RecordItem* match(const RecordGroup& group, const Json& body) const {
    const RecordItem* found = nullptr;
    for (const RecordItem& item : items_) {
      if (item.group != group.name || !item.ended_on.empty()) continue;
      const std::string& key = group.shape.label;
      if (!group.single && item.document.text_at(key) != body.text_at(key)) continue;
      // The newest version stands last.
      if (!found || item.revision >= found->revision) found = &item;
    }
    return found;
  }

  void refuse(std::size_t sheet, std::uint32_t row, const Problem& problem) {
    const std::string key = problem.field.empty() ? "" : problem.field.substr(1);
    const ImportSheet& described = run_.kind.sheets[sheet];
    const std::size_t column = std::min(described.position(key), described.columns.size() - 1);
    run_.add_problem(sheet, row, key.empty() ? 0 : column, "", problem);
  }

  Outcome take(std::size_t sheet, const RecordGroup& group, std::uint32_t row, const std::vector<Value>& values) {
    const Json body = body_of(group, run_.kind.sheets[sheet], values);
    const RecordItem* current = match(group, body);
    const auto entry = read_record_entry(group, body, current, agency_.uscc, run_.tx.today());
    if (!entry) {
      for (const Problem& problem : entry.problems()) refuse(sheet, row, problem);
      return Done();
    }
    const std::string name = group.name + "\n" + entry->document.text(group.shape.label);
    if (std::find(seen_.begin(), seen_.end(), name) != seen_.end()) {
      refuse(sheet, row, refusal("agency_record.row_twice", "/" + group.shape.label));
      return Done();
    }
    seen_.push_back(name);
    if (current && !entry->identity &&
        write_json(record_document(group, entry->document)) == write_json(current->document)) {
      ++run_.report.unchanged;
      return Done();
    }
    if (current && current->state == "submitted") {
      refuse(sheet, row, refusal("agency_record.under_way", "/" + group.shape.label));
      return Done();
    }
    return current ? change(*current, group, *entry) : create(group, *entry);
  }

  Outcome create(const RecordGroup& group, const RecordEntry& entry) {
    RecordItem item;
    item.bureau_id = agency_.bureau_id;
    item.agency_id = agency_.id;
    const auto id = write_new_version(run_.tx, std::move(item), group, entry);
    if (!id) return id.problems();
    ++run_.report.created;
    return Done();
  }

  Outcome change(const RecordItem& current, const RecordGroup& group, const RecordEntry& entry) {
    RecordItem next = current;
    if (current.state != "accepted") {
      next.state = "entered";
      next.document = record_document(group, entry.document);
      next.title = domain::record_item_title(group, entry.document);
      if (Outcome sealed = seal_identity(run_.tx, next, entry.identity); !sealed) return sealed;
      ensure(store::save_record_item(run_.tx.rows(), next, run_.tx.now()), "a row that was just read is there");
      run_.tx.audit("change", {"agency_record_item", next.id}, next.bureau_id,
                    state_change(current.state, next.state, next.version + 1));
    } else {
      next.revision = store::record_item_versions(run_.tx.rows(), current).front().revision + 1;
      const auto id = write_new_version(run_.tx, std::move(next), group, entry);
      if (!id) return id.problems();
    }
    ++run_.report.updated;
    return Done();
  }

  ImportRun& run_;
  store::RecordAgency agency_;
  std::vector<RecordItem> items_;
  std::vector<std::string> seen_;
};

}  // namespace

Outcome import_agency_record(ImportRun& run) {
  const auto agency = store::find_record_agency(run.tx.rows(), run.tx.actor().agency_id);
  if (!agency) return refusal(Kind::forbidden, "agency_record.no_agency");
  run.default_bureau = agency->bureau_id;
  return RecordImport(run, *agency).run();
}

}  // namespace zhiheng::service
