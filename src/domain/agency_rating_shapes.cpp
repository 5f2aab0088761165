// The shapes of ratings and what belongs to them: listed, searched and exported; changed by their own acts only.
#include <map>

#include "domain/agency_rating.h"
#include "domain/field_maker.h"

namespace zhiheng::domain {

const std::vector<std::string>* rating_choice_list(std::string_view list) {
  static const std::map<std::string, std::vector<std::string>, std::less<>> lists{
      {"credit_event_kind", {"event", "veto"}},
      {"credit_event_state", {"recorded", "confirmed", "withdrawn"}},
      {"rating_run_state", {"draft", "published", "superseded"}},
      {"rating_state", {"draft", "current", "superseded"}},
      {"unrated_reason", {"no_jobs", "too_few_jobs"}},
      {"rating_objection_state", {"filed", "decided", "withdrawn"}},
      {"rating_row_outcome", {"upheld", "rejected"}},
      {"consequence_effect", {"skip_round", "skip_year", "remove", "suspend"}},
      {"consequence_about", {"rating", "conduct", "credit_event"}},
      {"consequence_state", {"active", "ended", "lifted"}},
  };
  const auto found = lists.find(list);
  return found == lists.end() ? nullptr : &found->second;
}

const Shape& credit_event_shape() {
  static const Shape shape{
      "credit_event",
      "credit-events",
      "credit_event",
      "id",
      {reference_field("bureau", "bureau").read_only().filterable(),
       reference_field("agency", "agency").required().filterable(),
       choice_field("kind", "credit_event_kind").required().filterable(),
       code_field("code", 64).required().searchable().filterable(), date_field("happened_on").required().sortable(),
       integer_field("fiscal_year", 2000, 2100).required().filterable().sortable(), integer_field("count", 1, 999),
       text_field("evidence", 500).required().searchable(), text_field("file_reference", 300),
       choice_field("state", "credit_event_state").read_only().filterable().sortable(),
       reference_field("drafted_by", "account").column("drafted_by").read_only(),
       reference_field("confirmed_by", "account").column("confirmed_by").read_only(), moment_field("confirmed_at"),
       text_field("withdrawn_reason", 500).read_only()},
      true,
      true,
      "code"};
  return shape;
}

const Shape& rating_run_shape() {
  static const Shape shape{
      "rating_run",
      "rating-runs",
      "rating_run",
      "id",
      {reference_field("bureau", "bureau").read_only().filterable(),
       integer_field("fiscal_year", 2000, 2100).required().filterable().sortable(),
       integer_field("sequence", 1, 999).read_only(), reference_field("policy", "policy").required().filterable(),
       choice_field("state", "rating_run_state").read_only().filterable().sortable(),
       text_field("reason", 500).searchable(),
       reference_field("drafted_by", "account").column("drafted_by").read_only(),
       reference_field("published_by", "account").column("published_by").read_only(),
       moment_field("published_at").sortable(), date_field("objection_due_on").read_only()},
      true,
      false,
      "fiscal_year"};
  return shape;
}

const Shape& rating_shape() {
  static const Shape shape{
      "rating",
      "ratings",
      "rating",
      "id",
      {reference_field("bureau", "bureau").read_only().filterable(),
       reference_field("agency", "agency").read_only().filterable(),
       integer_field("fiscal_year", 2000, 2100).read_only().filterable().sortable(),
       score_field("score").read_only().sortable(), text_field("grade", 16).read_only().filterable().sortable(),
       choice_field("unrated_reason", "unrated_reason").read_only().filterable(),
       flag_field("vetoed").read_only().filterable(), text_field("watch", 100).read_only().searchable(),
       integer_field("place", 1, 1'000'000).read_only().sortable(), integer_field("place_of", 0, 1'000'000).read_only(),
       integer_field("jobs", 0, 1'000'000).read_only().sortable(), score_field("mean").read_only(),
       score_field("taken").read_only(), score_field("added").read_only(),
       choice_field("state", "rating_state").read_only().filterable(),
       reference_field("policy", "policy").read_only().filterable(),
       reference_field("run", "rating_run").read_only().filterable(), text_field("reason", 500).read_only(),
       moment_field("published_at").sortable()},
      true,
      true,
      "fiscal_year"};
  return shape;
}

const Shape& rating_objection_shape() {
  static const Shape shape{
      "rating_objection",
      "rating-objections",
      "rating_objection",
      "number",
      {reference_field("bureau", "bureau").read_only().filterable(),
       reference_field("agency", "agency").read_only().filterable(),
       reference_field("rating", "rating").read_only().filterable(), text_field("number", 80).read_only().searchable(),
       choice_field("state", "rating_objection_state").read_only().filterable().sortable(),
       date_field("file_due_on").read_only(), moment_field("filed_at").sortable(),
       date_field("answer_due_on").read_only().sortable(), moment_field("decided_at").sortable(),
       choice_field("outcome", "objection_outcome").read_only().filterable()},
      true,
      true,
      "number"};
  return shape;
}

const Shape& consequence_shape() {
  static const Shape shape{"consequence",
                           "consequences",
                           "consequence",
                           "id",
                           {reference_field("bureau", "bureau").read_only().filterable(),
                            reference_field("agency", "agency").read_only().filterable(),
                            choice_field("effect", "consequence_effect").read_only().filterable(),
                            integer_field("months", 0, 1200).read_only(),
                            choice_field("about", "consequence_about").read_only().filterable(),
                            date_field("from_on").read_only().sortable(), date_field("until_on").read_only().sortable(),
                            choice_field("state", "consequence_state").read_only().filterable().sortable(),
                            reference_field("lifted_by", "account").column("lifted_by").read_only(),
                            moment_field("lifted_at"), text_field("lifted_reason", 500).read_only()},
                           true,
                           true,
                           "effect"};
  return shape;
}

const Shape& commission_round_shape() {
  static const Shape shape{
      "commission_round",
      "commission-rounds",
      "commission_round",
      "id",
      {reference_field("bureau", "bureau").read_only().filterable(),
       text_field("name", 100).required().searchable().sortable(), date_field("opened_on").required().sortable(),
       reference_field("drafted_by", "account").column("drafted_by").read_only()},
      true,
      false,
      "name"};
  return shape;
}

}  // namespace zhiheng::domain
