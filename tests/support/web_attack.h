// The attack on permissions: a world with rows of everybody, people of every kind, and every route of the table asked
// by each of them about each row. In process, without sockets.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "support/heart_world.h"
#include "web/application.h"

namespace zhiheng::testing {

struct Attacker {
  std::string name;
  std::string token;  // "" for the public
  std::string csrf;
  domain::Actor actor;
  bool blind = false;      // an expert to whom the policy does not tell whose work he scores
  bool of_bureau = false;  // staff of the bureau that owns most of the world
};

struct Shot {
  const web::Route* route = nullptr;
  std::string path;
  web::Pairs query;
  std::string body;
};

struct Hit {
  int status = 0;
  std::string body;  // without the address that was asked, which pages repeat
  bool operator==(const Hit&) const = default;
};

class AttackWorld {
 public:
  AttackWorld();
  ~AttackWorld();

  // Everything that is asked of `router`, the application's own unless a test plants a leak of its own.
  Hit fire(const Attacker& attacker, const Shot& shot);
  const std::vector<web::Route>& routes() const;
  // What a new route would be: served for this test alone.
  void plant(web::Route route);
  void dig_out();

  // Everybody who attacks; the first is the public.
  std::vector<Attacker> attackers;
  const Attacker& named(const std::string& name) const;

  std::unique_ptr<store::Database> database;
  std::unique_ptr<Stage> stage;
  std::unique_ptr<web::Application> application;

  // Rows of the story, by what they are: "contract.closed", "panel.open", "sheet.draft", ...
  std::map<std::string, std::int64_t> rows;
  std::vector<std::int64_t> ids_of(const std::string& table) const;
  // Writes a row as it is, past every rule. Each area has a file web_attack_<area>.cpp that plants its rows.
  std::int64_t put(const std::string& table, const std::vector<std::pair<std::string, Value>>& cells);

 private:
  void build_own_bureau();
  void build_other_bureau();
  void build_people();
  void add_person(const std::string& name, const std::vector<domain::Role>& roles, std::int64_t bureau,
                  std::int64_t agency, std::int64_t expert, std::int64_t unit);

  std::vector<web::Route> planted_;
};

// The table whose rows an address of this pattern names, "" when it names none: "/contracts/{id}" -> "contract".
std::string table_of_pattern(const std::string& pattern);
// May the attacker know that the row exists, by any action that looks at such rows?
bool may_know(AttackWorld& world, const Attacker& attacker, const std::string& table, std::int64_t id);
// The pattern with this id; what else it captures is filled with what the table in web_attack.cpp says. "" when that
// table knows no value: then the route cannot be attacked by itself and must be listed with a reason.
std::string address_of(const web::Route& route, std::int64_t id);

// Something changes that only some may notice: the one table of who may see what.
struct Change {
  std::string name;
  std::function<void(AttackWorld&)> make;
  std::function<bool(const Attacker&)> may_notice;
};
std::vector<Change> changes(const AttackWorld& world);

// Draws (web_attack_draw.cpp): planted rows, and what of them changes.
void plant_draw(AttackWorld& world);
void plant_objection(AttackWorld& world);
void change_draft_objection(AttackWorld& world);
void change_objection_answers(AttackWorld& world);
void change_review_opinion(AttackWorld& world);
void change_other_objection(AttackWorld& world);
void plant_statistics(AttackWorld& world);
// Agencies' records (web_attack_agency_record.cpp).
void plant_agency_record(AttackWorld& world);
void change_record_draft(AttackWorld& world);
void change_sealed_record(AttackWorld& world);
void change_draw_people(AttackWorld& world);
void change_prepared_draw(AttackWorld& world);

// The life of panels (web_attack_panel_life.cpp).
void plant_panel_life(AttackWorld& world);
void change_panel_life(AttackWorld& world);
void change_first_scores(AttackWorld& world);
void change_other_session(AttackWorld& world);

// Experts' fees (web_attack_expert_fee.cpp).
void plant_expert_fee(AttackWorld& world);
void change_draft_fees(AttackWorld& world);
void change_confirmed_fee(AttackWorld& world);

// Invoices (web_attack_invoice.cpp).
void plant_invoice(AttackWorld& world);
void change_invoice(AttackWorld& world);
void change_other_invoice(AttackWorld& world);

// Terms of contracts and their end (web_attack_basis.cpp).
void plant_basis(AttackWorld& world);
void change_draft_termination(AttackWorld& world);
void change_limits(AttackWorld& world);

// Deduction notices and retentions (web_attack_billing.cpp).
void plant_billing(AttackWorld& world);
void change_own_billing(AttackWorld& world);
void change_other_billing(AttackWorld& world);
void change_proposed_release(AttackWorld& world);

// Ratings (web_attack_credit.cpp).
void plant_credit(AttackWorld& world);
void change_draft_ratings(AttackWorld& world);
void change_published_rating(AttackWorld& world);

// The journal (web_attack_journal.cpp).
void plant_journal(AttackWorld& world);
void change_own_journal(AttackWorld& world);
void change_other_journal(AttackWorld& world);

// Payment orders (web_attack_order.cpp).
void plant_order(AttackWorld& world);
void change_draft_orders(AttackWorld& world);
void change_foreign_order(AttackWorld& world);

void change_bank_accounts(AttackWorld& world);
void change_sealed_bank_files(AttackWorld& world);

// Signed records and changes of lead evaluators (web_attack_issued_record.cpp).
void plant_issued_record(AttackWorld& world);
void change_own_issued_record(AttackWorld& world);
void change_other_issued_record(AttackWorld& world);

// Recusal (web_attack_recusal.cpp).
void plant_recusal(AttackWorld& world);
void change_recusal(AttackWorld& world);
void change_declaration(AttackWorld& world);

// Routes that are not attacked, or not in every way, each with the reason.
struct Exemption {
  std::string route;
  std::string why;
};
const std::vector<Exemption>& exemptions();
bool is_exempt(const std::string& route);

// Sealed numbers, remarks, proposals and assessments of experts (web_attack_expert_library.cpp).
void plant_expert_library(AttackWorld& world);
void change_expert_library(AttackWorld& world);

}  // namespace zhiheng::testing
