#include "service/backup_service.h"

#include "service/backup_parts.h"
#include "store/backup_store.h"
#include "store/migration.h"
#include "table/packed_file.h"

namespace zhiheng::service {

using domain::Action;

namespace {

constexpr JsonLimits line_limits{8, 256u << 20};

int newest_known(store::Engine engine) {
  return store::migrations_of(engine).back().number;
}

// Names, not digests, are what both engines share: where engines need two files, the digests differ.
Json steps_json(store::Engine engine) {
  Json steps = Json::array();
  for (const store::Migration& step : store::migrations_of(engine)) {
    steps.push(Json::object().set("number", step.number).set("name", step.name));
  }
  return steps;
}

Json header_json(Tx& tx) {
  Json header = Json::object();
  header.set("backup", "zhiheng").set("format", 1).set("schema", newest_known(tx.rows().engine()));
  header.set("steps", steps_json(tx.rows().engine())).set("made_at", tx.now().text());
  return header;
}

std::int64_t write_rows(Tx& tx, const table::LineSink& line) {
  line(write_json(header_json(tx)));
  std::int64_t rows = 0;
  for (const std::string& name : store::all_tables()) {
    if (!store::is_left_out(name)) rows += store::write_table(tx.rows(), name, line);
  }
  line(write_json(Json::object().set("end", true).set("rows", rows)));
  return rows;
}

}  // namespace

Outcome read_backup_line(std::string_view text, BackupLine& line) {
  auto parsed = parse_json(text, line_limits);
  const Problem other = refusal("backup.other_file");
  if (!parsed) return other;
  line.value = std::move(*parsed);
  line.kind = BackupLine::Kind::row;
  if (line.value.is_array()) return Done{};
  if (line.value.find("backup"))
    line.kind = BackupLine::Kind::header;
  else if (line.value.find("table"))
    line.kind = BackupLine::Kind::table;
  else if (line.value.find("end"))
    line.kind = BackupLine::Kind::end;
  else
    return other;
  return Done{};
}

Outcome check_header(const Json& header, store::Engine engine, BackupFacts& facts) {
  const Json* schema = header.find("schema");
  const Json* steps = header.find("steps");
  const auto number = schema && schema->is_number() ? schema->integer() : std::nullopt;
  if (header.text_at("backup") != "zhiheng" || !number || !steps || !steps->is_array()) {
    return refusal("backup.other_file");
  }
  const int ours = newest_known(engine);
  facts.schema = static_cast<int>(*number);
  facts.made_at = header.text_at("made_at");
  if (*number > ours) {
    return refusal(Kind::conflict, "backup.newer", "",
                   {{"number", std::to_string(*number)}, {"known", std::to_string(ours)}});
  }
  const auto& known = store::migrations_of(engine);
  for (std::size_t i = 0; i < steps->items().size(); ++i) {
    if (i < known.size() && steps->items()[i].text_at("name") == known[i].name) continue;
    return refusal(Kind::conflict, "backup.other_schema", "", {{"name", steps->items()[i].text_at("name")}});
  }
  return Done{};
}

Result<BackupFacts> BackupService::write(Gate& gate, const domain::Actor& actor, const std::string& path) {
  return gate.read(actor, Action::make_backup, {"backup_file", 0}, [&](Tx& tx) -> Result<BackupFacts> {
    BackupFacts facts;
    facts.schema = newest_known(tx.rows().engine());
    facts.made_at = tx.now().text();
    const auto sum = table::write_packed(path, [&](const table::LineSink& line) -> Outcome {
      facts.rows = write_rows(tx, line);
      return Done{};
    });
    if (!sum) return sum.problems();
    facts.bytes = sum->bytes;
    facts.sha256 = sum->sha256;
    return facts;
  });
}

Result<BackupFacts> BackupService::inspect(const std::string& path) {
  BackupFacts facts;
  bool first = true;
  bool ended = false;
  std::int64_t rows = 0;
  const Outcome read = table::read_packed(path, [&](std::string_view text) -> Outcome {
    // Only the first and the objects are looked into; rows are counted by how they begin.
    if (!first && text.starts_with("[")) {
      ++rows;
      return Done{};
    }
    BackupLine line;
    if (Outcome known = read_backup_line(text, line); !known) return known;
    if (first != (line.kind == BackupLine::Kind::header) || ended) return refusal("backup.other_file");
    if (first) {
      first = false;
      facts.made_at = line.value.text_at("made_at");
      const Json* schema = line.value.find("schema");
      facts.schema = schema && schema->is_number() ? static_cast<int>(schema->integer().value_or(0)) : 0;
    }
    if (line.kind == BackupLine::Kind::end) {
      ended = true;
      facts.rows = line.value.find("rows") ? line.value.at("rows").integer().value_or(-1) : -1;
    }
    return Done{};
  });
  if (!read) return read.problems();
  if (!ended || rows != facts.rows) return refusal("backup.cut_off");
  const auto sum = table::check_packed(path);
  if (!sum) return sum.problems();
  facts.bytes = sum->bytes;
  facts.sha256 = sum->sha256;
  return facts;
}

}  // namespace zhiheng::service
