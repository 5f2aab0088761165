// Works out a bill: what the rows say about its people and panels, who may not be paid, what is claimed twice, and the
// figures of the month.
#include <algorithm>
#include <map>
#include <set>

#include "service/expert_fee_parts.h"
#include "store/row_reader.h"

namespace zhiheng::service {

using domain::ExpertFee;
using domain::ExpertFeeLine;
using domain::FeeMethod;

namespace {

struct Known {
  domain::FeeScheme scheme;
  std::string bureau_name;
  std::map<std::int64_t, store::FeeExpert> experts;
  std::map<std::int64_t, store::FeePanel> panels;
  std::set<std::pair<std::int64_t, std::int64_t>> seats;                    // panel, expert
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> handed_in;  // panel, expert -> sheets
  std::vector<ExpertFeeLine> standing, confirmed;
};

Known load(Tx& tx, const ExpertFee& fee) {
  Known known;
  const auto document = parse_json(fee.scheme_document);
  ensure(document.ok(), "the scheme of a bill is JSON");
  auto scheme = domain::read_fee_scheme(*document);
  ensure(scheme.ok(), "the scheme of a bill was read before");
  known.scheme = std::move(*scheme);
  std::set<std::int64_t> experts, panels;
  for (const ExpertFeeLine& line : fee.lines) {
    experts.insert(line.expert_id);
    if (line.panel_id != 0) panels.insert(line.panel_id);
  }
  const std::vector<std::int64_t> expert_ids(experts.begin(), experts.end()), panel_ids(panels.begin(), panels.end());
  for (auto& one : store::fee_experts(tx.rows(), expert_ids)) known.experts[one.id] = one;
  for (auto& one : store::fee_panels(tx.rows(), panel_ids)) known.panels[one.id] = one;
  known.seats = store::seats_of(tx.rows(), panel_ids);
  if (known.scheme.method == FeeMethod::per_item && !panel_ids.empty()) {
    for (const auto& one : store::handed_in(tx.rows(), fee.bureau_id, panel_ids, {})) {
      known.handed_in[{one.panel_id, one.expert_id}] = one.sheets;
    }
  }
  known.standing = store::standing_lines(tx.rows(), fee.bureau_id, expert_ids, fee.id, false);
  known.confirmed = store::standing_lines(tx.rows(), fee.bureau_id, expert_ids, fee.id, true);
  known.bureau_name =
      text_or_empty(tx.rows().query("SELECT name FROM bureau WHERE id = ?", {fee.bureau_id}).at(0).at(0));
  return known;
}

// Staff of the organising bureau, and of the evaluated department within its own duties, may not be paid.
void mark_unpayable(const Known& known, ExpertFeeLine& line) {
  const store::FeeExpert& expert = known.experts.at(line.expert_id);
  const auto panel = known.panels.find(line.panel_id);
  const bool of_unit = panel != known.panels.end() && panel->second.budget_unit_id != 0 &&
                       panel->second.budget_unit_id == expert.employer_unit_id;
  const bool of_bureau = !expert.employer.empty() && expert.employer == known.bureau_name;
  if (line.kind == "correction" || (expert.payable && !of_unit && !of_bureau)) return;
  line.unpayable = true;
  if (!line.reason.empty()) return;
  line.reason = say(!expert.payable ? "expert_fee.reason.not_payable" : "expert_fee.reason.own_duty", Language::zh);
}

void check_amount(const ExpertFeeLine& line, const std::string& where, Problems& problems) {
  const bool correction = line.kind == "correction";
  if (correction && !line.given) problems.push_back(refusal("expert_fee.correction_amount_missing", where + "/amount"));
  if (!correction && line.given && *line.given < Money()) {
    problems.push_back(refusal("expert_fee.amount_negative", where + "/amount"));
  }
  if ((line.given || line.unpayable) && line.reason.empty()) {
    problems.push_back(refusal("expert_fee.reason_missing", where + "/reason"));
  }
  if (!correction && line.corrects_id != 0) {
    problems.push_back(refusal("expert_fee.corrects_only_corrections", where + "/corrects"));
  }
}

void check_quantity(const Known& known, const ExpertFeeLine& line, const std::string& where, Problems& problems) {
  const FeeMethod method = known.scheme.method;
  const std::int64_t most = method == FeeMethod::hourly_steps ? 1440 : method == FeeMethod::half_day ? 2 : 1000;
  if (line.quantity > most) {
    problems.push_back(refusal("expert_fee.quantity_too_large", where + "/quantity", {{"most", std::to_string(most)}}));
  }
  const bool by_day = method == FeeMethod::hourly_steps || method == FeeMethod::half_day;
  if (by_day && line.kind != "correction" && !line.worked_on) {
    problems.push_back(refusal("expert_fee.day_missing", where + "/worked_on"));
  }
  if (method != FeeMethod::per_item || line.panel_id == 0 || line.kind == "correction" || line.kind == "travel") return;
  const auto panel = known.panels.find(line.panel_id);
  if (panel != known.panels.end() && panel->second.state != "closed") {
    problems.push_back(refusal(Kind::conflict, "expert_fee.panel_not_closed", where + "/panel"));
    return;
  }
  const auto found = known.handed_in.find({line.panel_id, line.expert_id});
  const std::int64_t sheets = found == known.handed_in.end() ? 0 : found->second;
  if (line.quantity > sheets) {
    problems.push_back(
        refusal("expert_fee.more_than_handed_in", where + "/quantity", {{"count", std::to_string(sheets)}}));
  }
}

// The line of a confirmed bill that is corrected; its matter is that of the correction.
void check_corrected(Tx& tx, const ExpertFee& fee, ExpertFeeLine& line, const std::string& where, Problems& problems) {
  if (line.kind != "correction") return;
  if (line.corrects_id == 0) {
    problems.push_back(refusal("expert_fee.corrects_missing", where + "/corrects"));
    return;
  }
  const auto corrected = store::find_corrected(tx.rows(), fee.bureau_id, line.corrects_id);
  if (!corrected || !corrected->confirmed) {
    problems.push_back(refusal("expert_fee.corrects_unknown", where + "/corrects"));
  } else if (corrected->expert_id != line.expert_id) {
    problems.push_back(refusal("expert_fee.corrects_another_person", where + "/corrects"));
  } else {
    line.matter = corrected->matter;
  }
}

bool check_references(const Known& known, const ExpertFee& fee, const std::vector<std::int64_t>& bureaus,
                      ExpertFeeLine& line, const std::string& where, Problems& problems) {
  const auto panel = known.panels.find(line.panel_id);
  if (line.panel_id != 0 && (panel == known.panels.end() || panel->second.bureau_id != fee.bureau_id)) {
    problems.push_back(refusal("expert_fee.panel_unknown", where + "/panel"));
    return false;
  }
  const auto expert = known.experts.find(line.expert_id);
  const bool near = expert != known.experts.end() &&
                    (expert->second.bureau_id == fee.bureau_id ||
                     std::find(bureaus.begin(), bureaus.end(), expert->second.bureau_id) != bureaus.end());
  if (expert == known.experts.end() || (!near && !known.seats.contains({line.panel_id, line.expert_id}))) {
    problems.push_back(refusal("expert_fee.expert_unknown", where + "/expert"));
    return false;
  }
  if (line.matter.empty() && line.panel_id != 0) line.matter = panel->second.contract_number;
  if (line.matter.empty() && line.kind != "correction") {
    problems.push_back(refusal("expert_fee.matter_missing", where + "/matter"));
  }
  return true;
}

void check_claims(const Known& known, const ExpertFee& fee, Problems& problems) {
  for (std::size_t i = 0; i < fee.lines.size(); ++i) {
    const ExpertFeeLine& line = fee.lines[i];
    bool twice = std::any_of(known.standing.begin(), known.standing.end(),
                             [&](const ExpertFeeLine& other) { return domain::claims_clash(line, other); });
    for (std::size_t j = 0; j < i && !twice; ++j) twice = domain::claims_clash(line, fee.lines[j]);
    if (twice) {
      problems.push_back(
          refusal(Kind::conflict, "expert_fee.claimed_twice", "/lines/" + std::to_string(i) + "/expert"));
    }
  }
}

// The first day of a piece of work is paid otherwise than the next. Days of confirmed bills come first, so that two
// drafts do not make each other's days the second.
void number_days(const Known& known, ExpertFee& fee) {
  const auto same_work = [](const ExpertFeeLine& a, const ExpertFeeLine& b) {
    return a.expert_id == b.expert_id && a.panel_id == b.panel_id && (a.panel_id != 0 || a.matter == b.matter) &&
           a.kind == "review" && b.kind == "review" && a.worked_on && b.worked_on;
  };
  for (ExpertFeeLine& line : fee.lines) {
    std::set<Date> earlier;
    for (const ExpertFeeLine& other : known.confirmed) {
      if (same_work(line, other) && *other.worked_on != *line.worked_on) earlier.insert(*other.worked_on);
    }
    for (const ExpertFeeLine& other : fee.lines) {
      if (same_work(line, other) && *other.worked_on < *line.worked_on) earlier.insert(*other.worked_on);
    }
    line.day_number = 1 + static_cast<int>(earlier.size());
  }
}

}  // namespace

Outcome work_out_fee(Tx& tx, ExpertFee& fee) {
  const Known known = load(tx, fee);
  Problems problems;
  for (std::size_t i = 0; i < fee.lines.size(); ++i) {
    ExpertFeeLine& line = fee.lines[i];
    const std::string where = "/lines/" + std::to_string(i);
    if (!check_references(known, fee, tx.actor().bureaus, line, where, problems)) continue;
    mark_unpayable(known, line);
    check_corrected(tx, fee, line, where, problems);
    check_amount(line, where, problems);
    check_quantity(known, line, where, problems);
  }
  check_claims(known, fee, problems);
  if (!problems.empty()) return problems;
  number_days(known, fee);
  return domain::work_out(fee, known.scheme, store::month_sums(tx.rows(), fee.bureau_id, fee.month, fee.id));
}

std::vector<ExpertFeeLine> suggested_lines(Tx& tx, const ExpertFee& fee) {
  std::vector<std::int64_t> panels;
  if (fee.panel_id != 0) panels.push_back(fee.panel_id);
  const auto rows = store::handed_in(tx.rows(), fee.bureau_id, panels, fee.month);
  std::set<std::int64_t> ids;
  for (const auto& row : rows) ids.insert(row.expert_id);
  const std::vector<std::int64_t> expert_ids(ids.begin(), ids.end());
  std::map<std::int64_t, store::FeeExpert> experts;
  for (auto& one : store::fee_experts(tx.rows(), expert_ids)) experts[one.id] = one;
  const auto standing = store::standing_lines(tx.rows(), fee.bureau_id, expert_ids, fee.id, false);
  const auto document = parse_json(fee.scheme_document);
  const std::string method = document ? document->text_at("method") : std::string();
  std::vector<ExpertFeeLine> lines;
  for (const auto& row : rows) {
    ExpertFeeLine line;
    line.expert_id = row.expert_id;
    line.panel_id = row.panel_id;
    line.matter = row.contract_number;
    const bool by_day = method == "hourly_steps" || method == "half_day";
    if (by_day) line.worked_on = *read_date(row.deadline_on, "");
    line.quantity = method == "per_item" ? row.sheets : 0;
    const store::FeeExpert& expert = experts[row.expert_id];
    const std::string by_title = domain::level_of_title(expert.title);
    line.title_level = expert.title_level == "senior" || expert.title_level == "middle" ? expert.title_level : by_title;
    const bool paid = std::any_of(standing.begin(), standing.end(), [&](const ExpertFeeLine& other) {
      return other.kind != "correction" && other.expert_id == line.expert_id && other.panel_id == line.panel_id;
    });
    if (!paid) lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace zhiheng::service
