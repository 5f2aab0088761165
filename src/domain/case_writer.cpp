#include "base/messages.h"
#include "domain/correction.h"

namespace zhiheng::domain {
namespace {

Json sheet_to_json(const Sheet& sheet) {
  Json json = Json::object();
  json.set("rater", sheet.rater).set("group", sheet.group).set("score", sheet.score.text());
  if (!(sheet.weight == Fraction(1))) json.set("weight", sheet.weight.decimal());
  if (sheet.items.empty()) return json;
  Json items = Json::array();
  for (const SheetItem& item : sheet.items) {
    Json row = Json::object();
    row.set("criterion", item.criterion).set("points", item.points.text());
    if (!item.reason.empty()) row.set("reason", item.reason);
    items.push(std::move(row));
  }
  json.set("items", std::move(items));
  return json;
}

Json engagement_case(const Engagement& engagement) {
  Json json = Json::object();
  json.set("code", engagement.code);
  if (!engagement.title.empty()) json.set("title", engagement.title);
  json.set("fee", engagement.fee.text());
  Json sheets = Json::object();
  for (const ComponentSheets& component : engagement.sheets) {
    Json list = Json::array();
    for (const Sheet& sheet : component.sheets) list.push(sheet_to_json(sheet));
    sheets.set(component.component, std::move(list));
  }
  json.set("sheets", std::move(sheets));
  Json scores = Json::object();
  for (const NamedScore& score : engagement.scores) scores.set(score.component, score.score.text());
  json.set("scores", std::move(scores));
  Json days = Json::object();
  for (const DaysLate& each : engagement.days_late) days.set(each.component, each.days);
  json.set("days_late", std::move(days));
  Json events = Json::array();
  for (const EventCount& event : engagement.events) {
    events.push(Json::object().set("code", event.code).set("count", event.count));
  }
  json.set("events", std::move(events));
  json.set("fixed_deduction", engagement.fixed_deduction.text());
  Json vetoes = Json::array();
  for (const std::string& veto : engagement.vetoes) vetoes.push(veto);
  json.set("vetoes", std::move(vetoes));
  if (engagement.quorum) json.set("quorum", *engagement.quorum);
  if (engagement.redo_rounds > 0) json.set("redo_rounds", engagement.redo_rounds);
  if (!(engagement.weight == Fraction(1))) json.set("weight", engagement.weight.decimal());
  if (!engagement.corrections.empty()) json.set("corrections", corrections_json(engagement.corrections));
  return json;
}

// The result document is written by the hundred thousand, so it goes straight to text; evaluation_to_json reads that
// text back, and there is one description of the format.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}
  void raw(std::string_view text) { out_ += text; }
  void text(std::string_view key, std::string_view value) {
    member(key);
    append_json_string(out_, value);
  }
  void plain(std::string_view key, std::string_view value) {  // known to need no escaping
    member(key);
    out_ += '"';
    out_ += value;
    out_ += '"';
  }
  void flag(std::string_view key, bool value) {
    member(key);
    out_ += value ? "true" : "false";
  }
  void open(std::string_view key, char bracket) {
    member(key);
    out_ += bracket;
  }
  void comma() {
    const char last = out_.empty() ? '{' : out_.back();
    if (last != '{' && last != '[') out_ += ',';
  }

 private:
  void member(std::string_view key) {
    comma();
    out_ += '"';
    out_ += key;
    out_ += "\":";
  }
  std::string& out_;
};

void write_components(Writer& writer, std::string& out, const EngagementOutcome& outcome) {
  writer.open("components", '{');
  for (const ComponentOutcome& component : outcome.components) {
    writer.comma();
    append_json_string(out, component.component);
    out += ":{";
    writer.plain("score", component.printed.text());
    writer.plain("exact", component.exact.exact());
    if (!component.dropped.empty()) {
      writer.open("dropped", '[');
      for (const std::string& rater : component.dropped) {
        writer.comma();
        append_json_string(out, rater);
      }
      out += ']';
    }
    out += '}';
  }
  out += '}';
}

void write_deductions(Writer& writer, std::string& out, const EngagementOutcome& outcome) {
  writer.open("deductions", '[');
  for (const Deduction& deduction : outcome.deductions) {
    writer.comma();
    out += '{';
    writer.plain("kind", deduction.kind);
    if (!deduction.code.empty()) writer.text("code", deduction.code);
    writer.plain("base", deduction.base.text());
    if (deduction.rate) writer.plain("rate", deduction.rate->decimal());
    writer.plain("amount", deduction.amount.text());
    out += '}';
  }
  out += ']';
}

void write_engagement(std::string& out, const EngagementOutcome& outcome) {
  Writer writer(out);
  writer.comma();
  out += '{';
  writer.text("code", outcome.code);
  write_components(writer, out, outcome);
  writer.plain("final_score", outcome.final_score.text());
  writer.plain("final_score_exact", outcome.exact.exact());
  writer.text("grade", outcome.grade);
  writer.flag("passed", outcome.passed);
  write_deductions(writer, out, outcome);
  if (outcome.bonus > Money()) writer.plain("bonus", outcome.bonus.text());
  if (outcome.terminated) writer.flag("terminated", true);
  writer.open("steps", '[');
  for (const std::string& step : outcome.steps) {
    writer.comma();
    append_json_string(out, step);
  }
  out += "]}";
}

void write_statement(Writer& writer, std::string& out, const Case& input, const StatementOutcome& statement) {
  writer.open("statement", '{');
  writer.plain("fee", statement.fee.text());
  writer.plain("bonus", statement.bonus.text());
  writer.plain("deduction", statement.deduction.text());
  if (!input.adjustments.empty()) writer.plain("adjustment", statement.adjustment.text());
  writer.plain("paid", statement.paid.text());
  writer.plain("payable", statement.payable.text());
  writer.plain("recoverable", statement.recoverable.text());
  writer.plain("payable_in_words", in_capitals(statement.payable));
  out += '}';
}

}  // namespace

Json case_to_json(const Case& input, const Json* whole_policy) {
  Json json = Json::object();
  json.set("case", input.label);
  json.set("policy", whole_policy ? *whole_policy : Json(input.policy->name()));
  Json contract = Json::object();
  contract.set("number", input.contract_number);
  if (!input.contract_title.empty()) contract.set("title", input.contract_title);
  contract.set("fee", input.fee.text()).set("paid", input.paid.text());
  if (input.terminated) contract.set("terminated", true);
  json.set("contract", std::move(contract));
  Json engagements = Json::array();
  for (const Engagement& engagement : input.engagements) engagements.push(engagement_case(engagement));
  json.set("engagements", std::move(engagements));
  if (!input.adjustments.empty()) {
    Json lines = Json::array();
    for (const AdjustmentLine& line : input.adjustments) {
      lines.push(
          Json::object().set("amount", line.amount.text()).set("corrects", line.corrects).set("reason", line.reason));
    }
    json.set("adjustments", std::move(lines));
  }
  if (!input.others.empty()) {
    Json others = Json::array();
    for (const OtherResult& other : input.others) {
      Json row = Json::object();
      row.set("code", other.code).set("fee", other.fee.text()).set("final_score", other.final_score.text());
      if (!(other.weight == Fraction(1))) row.set("weight", other.weight.decimal());
      others.push(std::move(row));
    }
    json.set("others", std::move(others));
  }
  return json;
}

void append_evaluation(std::string& out, const Case& input, const Evaluation& evaluation) {
  Writer writer(out);
  out += '{';
  // A line's first member has no comma before it; the bracket just written tells the writer so.
  writer.text("case", input.label);
  writer.text("policy", input.policy->name());
  writer.open("engagements", '[');
  for (const EngagementOutcome& outcome : evaluation.engagements) write_engagement(out, outcome);
  out += ']';
  if (evaluation.overall) {
    writer.open("overall", '{');
    writer.plain("final_score", evaluation.overall->final_score.text());
    writer.plain("final_score_exact", evaluation.overall->exact.exact());
    writer.text("grade", evaluation.overall->grade);
    writer.flag("passed", evaluation.overall->passed);
    out += '}';
  }
  write_statement(writer, out, input, evaluation.statement);
  out += '}';
}

Json evaluation_to_json(const Case& input, const Evaluation& evaluation) {
  std::string text;
  append_evaluation(text, input, evaluation);
  auto json = parse_json(text);
  ensure(json.ok(), "a result document is JSON");
  return std::move(*json);
}

void append_refusal(std::string& out, const Json* label, const Problems& problems) {
  out += "{\"case\":";
  append_json(out, label ? *label : Json());
  out += ",\"problems\":[";
  for (std::size_t i = 0; i < problems.size(); ++i) {
    Writer writer(out);
    writer.comma();
    out += '{';
    writer.text("rule", problems[i].rule);
    writer.text("field", problems[i].field);
    writer.text("text", say(problems[i], Language::zh));
    out += '}';
  }
  out += "]}";
}

}  // namespace zhiheng::domain
