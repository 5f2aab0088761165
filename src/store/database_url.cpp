// Reads the one URL that names a database.
#include <charconv>

#include "store/database.h"

namespace zhiheng::store {

namespace {

Result<DatabaseUrl> malformed(const std::string& reason) {
  return refusal("database.malformed_url", "database", {{"reason", reason}});
}

Result<DatabaseUrl> read_mysql(std::string_view rest) {
  DatabaseUrl url;
  url.engine = Engine::mysql;
  const auto question = rest.find('?');
  std::string_view query = question == std::string_view::npos ? "" : rest.substr(question + 1);
  rest = rest.substr(0, question);
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos || slash + 1 == rest.size()) return malformed("mysql://user@host:port/schema");
  url.schema = rest.substr(slash + 1);
  std::string_view authority = rest.substr(0, slash);
  const auto at = authority.rfind('@');
  if (at == std::string_view::npos || at == 0) return malformed("mysql://user@host:port/schema");
  url.user = authority.substr(0, at);
  if (url.user.find(':') != std::string::npos) return refusal("database.password_in_url", "database");
  std::string_view host = authority.substr(at + 1);
  if (const auto colon = host.rfind(':'); colon != std::string_view::npos && host.back() != ']') {
    const std::string_view port = host.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (error != std::errc() || end != port.data() + port.size() || url.port < 1 || url.port > 65535) {
      return malformed(std::string(port));
    }
    host = host.substr(0, colon);
  }
  url.host = host;
  if (query.starts_with("socket=")) {
    url.socket = query.substr(7);
  } else if (!query.empty()) {
    return malformed(std::string(query));
  }
  if (url.host.empty() && url.socket.empty()) return malformed("mysql://user@host:port/schema");
  return url;
}

}  // namespace

Result<DatabaseUrl> read_database_url(const std::string& url) {
  if (url.starts_with("mysql://")) return read_mysql(std::string_view(url).substr(8));
  if (url.starts_with("sqlite:") && url.size() > 7) {
    DatabaseUrl answer;
    answer.file = url.substr(7);
    return answer;
  }
  return malformed("sqlite:FILE | mysql://user@host:port/schema");
}

}  // namespace zhiheng::store
