// The published list: written, read and hashed.
#include <algorithm>
#include <set>

#include "domain/draw_document.h"

namespace zhiheng::domain {

namespace {

constexpr std::int64_t million = 1'000'000;

class ListReader {
 public:
  explicit ListReader(std::string where) : where_(std::move(where)) {}

  const Json* member(const Json& object, const std::string& path, const char* key) {
    const Json* found = object.is_object() ? object.find(key) : nullptr;
    if (!found) malformed(path + "/" + key);
    return found;
  }
  int number(const Json& object, const std::string& path, const char* key, int least = 0) {
    const Json* found = member(object, path, key);
    if (!found) return 0;
    const auto read = found->integer();
    if (!read || *read < least || *read > most_people_in_draw) {
      malformed(path + "/" + key);
      return 0;
    }
    return static_cast<int>(*read);
  }
  std::string text(const Json& object, const std::string& path, const char* key,
                   const std::vector<std::string>& known = {}) {
    const Json* found = member(object, path, key);
    if (!found) return {};
    const bool good =
        found->is_string() && (known.empty() || std::find(known.begin(), known.end(), found->string()) != known.end());
    if (!good) malformed(path + "/" + key);
    return good ? found->string() : std::string();
  }
  Json::Array array(const Json& object, const std::string& path, const char* key) {
    const Json* found = member(object, path, key);
    if (found && found->is_array()) return found->items();
    if (found) malformed(path + "/" + key);
    return {};
  }
  void malformed(const std::string& path) { problems_.push_back(refusal("draw.document_malformed", where_ + path)); }
  const Problems& problems() const { return problems_; }

 private:
  std::string where_;
  Problems problems_;
};

void read_quotas(ListReader& reader, const Json& quotas, DrawList& list) {
  const std::string path = "/quotas";
  list.quotas.seats = reader.number(quotas, path, "seats", 1);
  list.quotas.least_performance = reader.number(quotas, path, "least_performance");
  list.quotas.least_industry = reader.number(quotas, path, "least_industry");
  list.quotas.most_per_employer = reader.number(quotas, path, "most_per_employer");
  list.substitutes = reader.number(quotas, path, "substitutes");
  list.objection_reserves = reader.number(quotas, path, "objection_reserves");
  for (const Json& pair : reader.array(quotas, path, "apart")) {
    const bool good =
        pair.is_array() && pair.items().size() == 2 && pair.items()[0].integer() && pair.items()[1].integer();
    if (!good) {
      reader.malformed(path + "/apart");
      continue;
    }
    const auto clipped = [](const Json& number) {
      return static_cast<int>(std::clamp<std::int64_t>(*number.integer(), 0, most_people_in_draw));
    };
    list.quotas.apart.emplace_back(clipped(pair.items()[0]), clipped(pair.items()[1]));
  }
  int in_groups = 0;
  const Json::Array groups = reader.array(quotas, path, "groups");
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const std::string at = path + "/groups/" + std::to_string(i);
    list.groups.push_back({reader.text(groups[i], at, "group"), reader.number(groups[i], at, "seats", 1)});
    in_groups += list.groups.back().seats;
  }
  if (!groups.empty() && in_groups != list.quotas.seats) reader.malformed(path + "/groups");
}

void read_people(ListReader& reader, const Json& list, DrawList& read) {
  const Json::Array people = reader.array(list, "", "people");
  std::vector<std::string> employers;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const std::string at = "/people/" + std::to_string(i);
    DrawPerson one;
    if (reader.number(people[i], at, "number", 1) != static_cast<int>(i) + 1) reader.malformed(at + "/number");
    one.commitment = reader.text(people[i], at, "commitment");
    if (!is_draw_commitment(one.commitment) || !seen.insert(one.commitment).second)
      reader.malformed(at + "/commitment");
    one.performance = reader.text(people[i], at, "category", {"performance", "industry"}) == "performance";
    const std::string employer = reader.text(people[i], at, "employer");
    if (!employer.empty()) {
      auto found = std::find(employers.begin(), employers.end(), employer);
      if (found == employers.end()) found = employers.insert(employers.end(), employer);
      one.employer = static_cast<int>(found - employers.begin()) + 1;
    }
    read.people.push_back(std::move(one));
  }
  if (people.empty() || people.size() > static_cast<std::size_t>(most_people_in_draw)) reader.malformed("/people");
}

}  // namespace

Result<DrawList> read_draw_list(const Json& list, const std::string& where) {
  ListReader reader(where);
  DrawList read;
  reader.text(list, "", "construction", {"RFC 3797"});
  read.hash = reader.text(list, "", "hash", {"sm3", "sha256"});
  read.mode = reader.text(list, "", "mode", {"commitments", "public_number"});
  std::set<std::string> seen;
  for (const Json& party : reader.array(list, "", "parties")) {
    if (!party.is_string() || !seen.insert(party.string()).second) reader.malformed("/parties");
    if (party.is_string()) read.parties.push_back(party.string());
  }
  if (read.mode == "commitments" && read.parties.size() < 2) reader.malformed("/parties");
  if (const Json* quotas = reader.member(list, "", "quotas")) read_quotas(reader, *quotas, read);
  read_people(reader, list, read);
  if (!reader.problems().empty()) return reader.problems();
  if (const Outcome met = check_quotas(read.people, read.quotas); !met) {
    Problems problems = met.problems();
    for (Problem& problem : problems) problem.field = where + problem.field;
    return problems;
  }
  return read;
}

std::string millionths_text(std::int64_t millionths) {
  const std::string digits = std::to_string(million + millionths % million);
  return std::to_string(millionths / million) + "." + digits.substr(1);
}

Json draw_people_json(const std::vector<DrawPerson>& people, const DrawChances& chances) {
  Json list = Json::array();
  for (std::size_t i = 0; i < people.size(); ++i) {
    const DrawPerson& one = people[i];
    Json json = Json::object();
    json.set("number", static_cast<int>(i) + 1).set("commitment", one.commitment);
    json.set("category", one.performance ? "performance" : "industry");
    json.set("employer", one.employer == 0 ? std::string() : "U" + std::to_string(one.employer));
    json.set("probability", millionths_text(chances.millionths[i]));
    list.push(std::move(json));
  }
  return list;
}

Json draw_chances_json(const DrawChances& chances) {
  Json json = Json::object().set("method", chances.exact ? "exact" : "counted");
  if (!chances.exact) json.set("repetitions", chances.repetitions);
  return json;
}

std::string draw_list_hash(const Json& list) {
  return "sm3:" + sm3_hex(canonical_json(list));
}

std::string draw_identity(const std::string& bureau_code, const std::string& expert_code, const std::string& name) {
  return bureau_code + "/" + expert_code + "/" + name + "/";
}

std::string draw_identity_commitment(const std::string& identity, const std::string& salt) {
  return "sm3:" + sm3_hex(identity + salt);
}

}  // namespace zhiheng::domain
