// What the nightly proof of the journal found: the page that its notice leads to, and the chooser of a bureau that the
// pages of a journal share.
#include "base/date.h"
#include "service/journal_proof_view.h"
#include "web/heart_web.h"
#include "web/journal_web.h"
#include "web/page.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

std::string amount_or_dash(const Json& amount) {
  return amount.is_string() ? grouped_amount(amount.string()) : std::string("—");
}

// An account by its name; a transaction that does not balance by its source, as the ledger has it.
std::string account_words(const Call& call, const std::string& account) {
  const std::string key = "journal.account." + account;
  if (has_text(key, call.language)) return call.words(key);
  if (account == "digest") return call.words("web.journal.wrong_digest");
  const std::string stem = account.substr(0, account.find(':'));
  const std::string name = has_text("stem." + stem, call.language) ? call.words("stem." + stem) : stem;
  return call.words("web.journal.unbalanced", {{"kind", name}, {"source", account}});
}

Reply show_proof(Call& call) {
  const std::int64_t after = read_id(call.parameter("after")).value_or(0);
  const auto proof = service::read_journal_proof(call.gate, call.actor, call.id(), after);
  if (!proof) return refused(proof.problems());
  const std::string bureau = proof->text_at("bureau");
  Json view = Json::object().set("page_title", call.words("web.journal.proof_title"));
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("stem.journal_transaction"), "/journal"),
                            crumb(call.words("web.menu.journal_periods"), "/journal/periods?bureau=" + bureau),
                            crumb(call.words("web.journal.proof_title"))}));
  view.set("bureau", bureau).set("bureau_name", proof->text_at("bureau_name"));
  const std::int64_t differences = proof->at("differences").integer().value_or(0);
  view.set("good", differences == 0).set("made_at", short_moment(proof->text_at("created_at")));
  view.set("line", call.words(differences == 0 ? "web.journal.proof_good" : "web.journal.proof_count",
                              {{"contracts", proof->at("contracts").number()},
                               {"transactions", proof->at("transactions").number()},
                               {"differences", std::to_string(differences)}}));
  Json rows = Json::array();
  for (const Json& item : proof->at("items").items()) {
    const std::string contract = item.text_at("contract");
    rows.push(Json(Json::Object{{"subject", item.text_at("subject")},
                                {"href", contract.empty() ? std::string() : "/contracts/" + contract},
                                {"account", account_words(call, item.text_at("account"))},
                                {"wanted", amount_or_dash(item.at("wanted"))},
                                {"found", amount_or_dash(item.at("found"))}}));
  }
  view.set("rows", std::move(rows));
  const Json& next = proof->at("next");
  view.set("next_href", next.is_string() ? "/journal-proofs/" + std::to_string(call.id()) + "?after=" + next.string()
                                         : std::string());
  return page("journal/proof.html", std::move(view));
}

}  // namespace

void add_bureau_chooser(Json& view, const Json& read) {
  Json options = Json::array();
  for (const Json& one : read.at("bureaus").items()) {
    options.push(Json(Json::Object{{"value", one.text_at("id")},
                                   {"label", one.text_at("name")},
                                   {"selected", one.text_at("id") == read.text_at("bureau")}}));
  }
  const bool chooses = options.items().size() > 1;
  view.set("chooses_bureau", chooses).set("bureau_options", chooses ? std::move(options) : Json::array());
}

void add_journal_proof_routes(Router& router) {
  Route shown{"GET", "/journal-proofs/{id}", "journal.proof_page", show_proof};
  shown.query = {"after"};
  router.add(std::move(shown));
  Route read{"GET", "/api/v1/journal-proofs/{id}", "journal.proof", [](Call& call) {
               return json_or_refused(service::read_journal_proof(call.gate, call.actor, call.id(),
                                                                  read_id(call.parameter("after")).value_or(0)));
             }};
  read.query = {"after"};
  read.answers = "journal_proof_detail";
  router.add(std::move(read));
}

}  // namespace zhiheng::web
