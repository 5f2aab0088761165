// Records by shape: written, found, changed with a version, and listed page by page.
#include "store/record_store.h"

#include <catch2/catch.hpp>
#include <set>

#include "domain/bureau.h"
#include "domain/shape.h"
#include "store/facts.h"
#include "store/file_store.h"
#include "support/world.h"

using namespace zhiheng;
using namespace zhiheng::store;
using namespace zhiheng::testing;

namespace {

const domain::Shape& shape(const std::string& stem) {
  return *domain::find_shape(stem);
}

domain::Scope everything() {
  domain::Scope scope;
  scope.everything = true;
  return scope;
}

Record project(const World& world, const std::string& code, std::int64_t central_fen) {
  Record record;
  record.set("bureau", world.bureau);
  record.set("budget_unit", world.unit);
  record.set("code", code);
  record.set("name", "项目" + code);
  record.set("fiscal_year", 2022);
  record.set("kind", "project");
  record.set("central", central_fen);
  return record;
}

ListQuery sorted_by(const std::string& sort, int limit) {
  ListQuery query;
  query.sort = sort;
  query.limit = limit;
  query.scope = everything();
  return query;
}

std::string rule_of(const Result<ListPage>& page) {
  return page.ok() ? "" : page.problems()[0].rule;
}

}  // namespace

TEST_CASE("a record is written with its shape's fields and found by id and by its key") {
  for_each_engine([](Database& database) {
    const auto world = make_world(database);
    auto rows = database.writer();
    rows->begin_write();
    Record record = project(world, "P77", 123'456'789'012);
    record.set("status", Value());  // nothing was said: the column's default
    const auto id = insert_record(*rows, shape("project"), record, some_moment());
    rows->commit();
    const auto found = find_record(*rows, shape("project"), id);
    REQUIRE(found);
    CHECK(found->integer("id") == id);
    CHECK(found->integer("version") == 1);
    CHECK(found->integer("bureau_id") == world.bureau);
    CHECK(found->integer("central") == 123'456'789'012);
    CHECK(found->text("status") == "active");
    CHECK(found->text("created_at") == some_moment().utc());
    CHECK(find_record_by_key(*rows, shape("project"), "P77", {{"bureau_id", world.bureau}})->integer("id") == id);
    CHECK_FALSE(find_record_by_key(*rows, shape("project"), "P77", {{"bureau_id", world.other_bureau}}));
    CHECK_FALSE(find_record(*rows, shape("project"), 987'654));
    CHECK(find_records(*rows, shape("project"), {{"bureau_id", world.bureau}}).size() == 2);
  });
}

TEST_CASE("the second of two savers is told so") {
  for_each_engine([](Database& database) {
    const auto world = make_world(database);
    auto rows = database.writer();
    const auto first = *find_record(*rows, shape("project"), world.project);
    Record mine = first;
    mine.set("name", "甲的名称");
    Record yours = first;
    yours.set("name", "乙的名称");
    rows->begin_write();
    CHECK(update_record(*rows, shape("project"), mine, some_moment()));
    CHECK_FALSE(update_record(*rows, shape("project"), yours, some_moment()));
    rows->commit();
    const auto now = *find_record(*rows, shape("project"), world.project);
    CHECK(now.text("name") == "甲的名称");
    CHECK(now.integer("version") == 2);
    Record cleared = now;
    cleared.set("other", Value());
    CHECK(update_record(*rows, shape("project"), cleared, some_moment()));
    CHECK(find_record(*rows, shape("project"), world.project)->get("other") == Value(0));
  });
}

TEST_CASE("paging by key shows every row once, whatever is added meanwhile") {
  for_each_engine([](Database& database) {
    const auto world = make_world(database);
    auto rows = database.writer();
    rows->begin_write();
    std::set<std::int64_t> before{world.project};
    for (int i = 0; i < 43; ++i) {  // amounts that repeat, so the id must decide
      before.insert(
          insert_record(*rows, shape("project"), project(world, "Q" + std::to_string(100 + i), i % 4), some_moment()));
    }
    rows->commit();
    int added = 0;
    for (const std::string sort : {"", "-id", "code", "-code", "central", "-central", "name", "created_at"}) {
      INFO(sort);
      std::set<std::int64_t> seen;
      std::vector<std::int64_t> order;
      ListQuery query = sorted_by(sort, 7);
      int pages = 0;
      for (;;) {
        const auto page = list_records(*rows, shape("project"), query);
        REQUIRE(page.ok());
        for (const Record& record : page->items) {
          CHECK(seen.insert(record.integer("id")).second);
          order.push_back(record.integer("central"));
        }
        ++pages;
        rows->begin_write();
        insert_record(*rows, shape("project"), project(world, "A" + std::to_string(added), added % 5), some_moment());
        ++added;
        rows->commit();
        if (page->next.empty()) break;
        query.cursor = page->next;
      }
      CHECK(pages >= 7);
      CHECK(std::includes(seen.begin(), seen.end(), before.begin(), before.end()));
      before = seen;
      if (sort == "central") CHECK(std::is_sorted(order.begin(), order.end()));
      if (sort == "-central") CHECK(std::is_sorted(order.rbegin(), order.rend()));
    }
  });
}

TEST_CASE("empty cells keep their place between pages") {
  for_each_engine([](Database& database) {
    const auto world = make_world(database);
    auto rows = database.writer();
    rows->begin_write();
    for (int i = 0; i < 9; ++i) {
      insert(*rows, "agency",
             {{"bureau_id", world.bureau},
              {"uscc", "9153000000000000" + std::to_string(10 + i)},
              {"name", "n"},
              {"type", "other"},
              {"registered_on", i % 3 == 0 ? Value() : Value("2020-01-0" + std::to_string(i))}});
    }
    rows->commit();
    for (const std::string sort : {"registered_on", "-registered_on"}) {
      std::set<std::int64_t> seen;
      ListQuery query = sorted_by(sort, 2);
      do {
        const auto page = list_records(*rows, shape("agency"), query);
        REQUIRE(page.ok());
        CHECK(page->total == 11);
        for (const Record& record : page->items) seen.insert(record.integer("id"));
        query.cursor = page->next;
      } while (!query.cursor.empty());
      CHECK(seen.size() == 11);
    }
  });
}

TEST_CASE("a list is searched and filtered, and says what it cannot do") {
  for_each_engine([](Database& database) {
    const auto world = make_world(database);
    auto rows = database.writer();
    rows->begin_write();
    insert_record(*rows, shape("project"), project(world, "ABC-1", 1), some_moment());
    insert_record(*rows, shape("project"), project(world, "abc-2", 2), some_moment());
    rows->commit();
    const auto total = [&](const ListQuery& query) { return list_records(*rows, shape("project"), query)->total; };
    ListQuery query = sorted_by("", 50);
    query.q = "abc";
    CHECK(total(query) == 2);
    query.q = "项目  ABC-1";
    CHECK(total(query) == 1);
    query.q = "50%_";
    CHECK(total(query) == 0);
    query = sorted_by("", 50);
    query.filters = {{"fiscal_year", "2022"}, {"budget_unit", std::to_string(world.unit)}};
    CHECK(total(query) == 3);
    query.filters = {{"fiscal_year", "2021"}};
    CHECK(total(query) == 0);
    query.filters = {{"password", "x"}, {"fiscal_year", "many"}};
    CHECK(list_records(*rows, shape("project"), query).problems().size() == 2);
    CHECK(rule_of(list_records(*rows, shape("project"), query)) == "list.bad_filter");
    CHECK(rule_of(list_records(*rows, shape("project"), sorted_by("id; DROP TABLE project", 5))) == "list.bad_sort");
    query = sorted_by("code", 1);
    query.cursor = list_records(*rows, shape("project"), sorted_by("name", 1))->next;
    CHECK(rule_of(list_records(*rows, shape("project"), query)) == "list.bad_cursor");
    query.cursor = "!!";
    CHECK(rule_of(list_records(*rows, shape("project"), query)) == "list.bad_cursor");
  });
}

TEST_CASE("a list shows what its scope reaches and nothing else") {
  for_each_engine([](Database& database) {
    const auto world = make_world(database);
    auto rows = database.writer();
    rows->begin_write();
    const auto one = add_contract(*rows, world, "HT-1", {100});
    const auto two = add_contract(*rows, world, "HT-2", {100}, world.other_agency);
    const auto panel = insert(*rows, "panel",
                              {{"bureau_id", world.bureau},
                               {"agency_id", world.agency},
                               {"engagement_id", one.engagements[0]},
                               {"policy_id", world.policy},
                               {"name", "p"},
                               {"deadline_on", "2022-11-01"}});
    insert(*rows, "panel_member", {{"panel_id", panel}, {"expert_id", world.experts[0]}});
    rows->commit();
    using domain::Action;
    const auto total = [&](const std::string& stem, const std::string& login, Action action) {
      ListQuery query;
      query.scope = domain::scope(world.as(login), action);
      return list_records(*rows, shape(stem), query)->total;
    };
    CHECK(total("contract", "clerk", Action::see_contracts) == 2);
    CHECK(total("contract", "other_clerk", Action::see_contracts) == 0);
    CHECK(total("contract", "agency", Action::see_contracts) == 1);
    CHECK(total("contract", "expert1", Action::see_contracts) == 0);
    CHECK(total("panel", "expert1", Action::see_panels) == 1);
    CHECK(total("panel", "expert2", Action::see_panels) == 0);
    CHECK(total("panel", "agency", Action::see_panels) == 0);
    CHECK(total("agency", "other_clerk", Action::see_records) == 2);  // one directory for all bureaus
    CHECK(total("agency", "agency", Action::see_records) == 1);
    CHECK(total("budget_unit", "agency", Action::see_records) == 0);
    CHECK(total("policy", "expert1", Action::see_policies) == 1);
    CHECK(total("account", "admin", Action::see_accounts) == 10);
    CHECK(total("account", "clerk", Action::see_accounts) == 0);

    const auto facts = load_facts(*rows, "panel", panel);
    REQUIRE(facts);
    CHECK(facts->bureau_id == world.bureau);
    CHECK(facts->expert_ids == std::vector<std::int64_t>{world.experts[0]});
    CHECK(load_facts(*rows, "engagement", one.engagements[0])->expert_ids.size() == 1);
    CHECK(load_facts(*rows, "engagement", two.engagements[0])->expert_ids.empty());
    CHECK(load_facts(*rows, "agency", world.agency)->shared);
    CHECK_FALSE(load_facts(*rows, "contract", 987'654));
    CHECK_FALSE(load_facts(*rows, "sqlite_master", 1));
    CHECK_FALSE(load_facts(*rows, "file", 1));
  });
}

TEST_CASE("every field of every shape has its column") {
  for (const domain::Shape* one : domain::all_shapes()) {
    for (const domain::Field& field : one->fields) {
      INFO(one->stem << "." << field.key);
      CHECK(has_column(one->table, field.column));
    }
  }
}

TEST_CASE("bureaus know their place in the tree when they move") {
  for_each_engine([](Database& database) {
    const auto world = make_world(database);
    auto rows = database.writer();
    rows->begin_write();
    const auto below = add_bureau(*rows, "532501", "个旧市财政局", world.bureau);
    CHECK(bureau_subtree(*rows, world.province).size() == 4);
    CHECK(bureau_subtree(*rows, world.bureau) == std::vector<std::int64_t>{world.bureau, below});
    Record moved = *find_record(*rows, shape("bureau"), world.bureau);
    moved.set("parent", world.other_bureau);
    CHECK(update_record(*rows, shape("bureau"), moved, some_moment()));
    CHECK(bureau_subtree(*rows, world.other_bureau).size() == 3);
    CHECK(bureau_and_above(*rows, below) ==
          std::vector<std::int64_t>{below, world.bureau, world.other_bureau, world.province});
    CHECK(bureau_and_above(*rows, world.province) == std::vector<std::int64_t>{world.province});
    CHECK(bureau_and_above(*rows, 0).empty());
    Record circle = *find_record(*rows, shape("bureau"), world.other_bureau);
    circle.set("parent", below);
    CHECK_THROWS_AS(update_record(*rows, shape("bureau"), circle, some_moment()), SqlError);
    rows->rollback();
  });
}

TEST_CASE("a file is kept in pieces, once, and under the sum of its bytes alone") {
  for_each_engine([](Database& database) {
    auto rows = database.writer();
    std::string bytes;
    for (int i = 0; i < 1'300'000; ++i) bytes += static_cast<char>((static_cast<std::int64_t>(i) * 7919) >> 3);
    const std::string sum = sha256_hex(bytes);
    rows->begin_write();
    CHECK(store_file(*rows, sum, "application/pdf", bytes, some_moment()).size == 1'300'000);
    CHECK(store_file(*rows, sum, "application/pdf", bytes, some_moment()).size == 1'300'000);
    rows->commit();
    CHECK(integer_or(rows->query("SELECT COUNT(*) FROM file_piece")[0][0]) == 3);
    std::string back;
    CHECK(read_file(*rows, sum, [&](std::string_view piece) {
      back += piece;
      return true;
    }));
    CHECK((back == bytes));
    CHECK_FALSE(read_file(*rows, std::string(64, '0'), [](std::string_view) { return true; }));
    rows->begin_write();
    CHECK_THROWS_AS(store_file(*rows, std::string(64, '1'), "x", "other bytes", some_moment()), Defect);
    rows->rollback();
    CHECK_FALSE(find_file(*rows, std::string(64, '1')));
  });
}
