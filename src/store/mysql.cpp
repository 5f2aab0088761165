// The server engine: MySQL and MariaDB through MySQL Connector/C++, whose headers are known to this file alone.
//
// The connector's own commit(), rollback(), setAutoCommit() and reconnect() are not used: the first two report success
// after the server has dropped the connection, the others leave object and server in different states.
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <mysql_connection.h>
#include <mysql_driver.h>

#include <chrono>
#include <unordered_map>

#include "store/driver.h"

namespace zhiheng::store {

namespace {

// A contract's life alone has more than a hundred; what does not fit is prepared anew, at twice the cost, each time.
constexpr std::size_t most_kept_statements = 300;

// How the server is to behave: refuse what does not fit instead of bending it, and count time in UTC. Under REPEATABLE
// READ a transaction sees one state of the data; a writer's begins after its turn has come (begin_write).
constexpr const char* session_settings =
    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
    "NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY', time_zone = '+00:00', innodb_lock_wait_timeout = 15, "
    "collation_connection = 'utf8mb4_bin', autocommit = 1";

// clang-format off
Fault fault_of(int code) {
  switch (code) {
    case 1022: case 1062: case 1169: case 1586:
      return Fault::duplicate;
    case 1216: case 1217: case 1451: case 1452:
      return Fault::broken_reference;
    case 1048: case 1264: case 1265: case 1292: case 1364: case 1366: case 1367: case 1406: case 3819: case 4025:
      return Fault::broken_check;
    case 1020: case 1040: case 1047: case 1158: case 1159: case 1160: case 1161: case 1203: case 1205: case 1213:
    case 1614: case 1637:
      return Fault::busy;
    case 1053: case 1080: case 1152: case 1184: case 1317: case 1927: case 2002: case 2003: case 2004: case 2005:
    case 2006: case 2012: case 2013: case 2014: case 2030: case 2055: case 4031:
      return Fault::lost;
    case 3: case 28: case 1021: case 1026: case 1030: case 1114: case 1180:
      return Fault::full;
    default:
      return Fault::other;
  }
}
// clang-format on

// 1026, 1030 and 1180 wrap an error of the file system or of the cluster; only "no space" is a full disk.
Fault fault_of(const sql::SQLException& error) {
  const int code = error.getErrorCode();
  const Fault fault = fault_of(code);
  const bool wraps = code == 3 || code == 1026 || code == 1030 || code == 1180;
  if (!wraps) return fault;
  const std::string text = error.what();
  const bool full = text.find("28") != std::string::npos || text.find("No space") != std::string::npos;
  return full ? Fault::full : code == 1180 ? Fault::busy : Fault::other;
}

[[noreturn]] void fail(const sql::SQLException& error, std::string_view doing) {
  throw SqlError(fault_of(error), "mysql " + std::to_string(error.getErrorCode()) + "/" + error.getSQLState() + ": " +
                                      error.what() + " (" + std::string(doing.substr(0, 200)) + ")");
}

bool is_whole_number(int type) {
  using sql::DataType;
  return type == DataType::BIT || type == DataType::TINYINT || type == DataType::SMALLINT ||
         type == DataType::MEDIUMINT || type == DataType::INTEGER || type == DataType::BIGINT || type == DataType::YEAR;
}

struct Kept {
  std::unique_ptr<sql::PreparedStatement> statement;
  bool in_use = false;
};

class MysqlConnection final : public Connection {
 public:
  MysqlConnection(const DatabaseUrl& url, const std::string& password) {
    static sql::Driver* const driver = get_driver_instance();
    driver->threadInit();
    sql::ConnectOptionsMap options;
    options["hostName"] = sql::SQLString(url.socket.empty() ? "tcp://" + url.host + ":" + std::to_string(url.port)
                                                            : "unix://" + url.socket);
    options["userName"] = sql::SQLString(url.user);
    options["password"] = sql::SQLString(password);
    options["schema"] = sql::SQLString(url.schema);
    options["OPT_CHARSET_NAME"] = sql::SQLString("utf8mb4");
    options["OPT_LOCAL_INFILE"] = 0;  // a server must not be able to fetch our files
    options["OPT_CONNECT_TIMEOUT"] = 5;
    options["OPT_READ_TIMEOUT"] = 60;
    options["OPT_WRITE_TIMEOUT"] = 60;
    if (!url.ca_file.empty()) {
      // The one pair that the client library heeds; sslEnforce and OPT_SSL_MODE connect in clear without a word.
      bool verify = true;
      options["sslVerify"] = verify;
      options["sslCA"] = sql::SQLString(url.ca_file);
    }
    bool found_rows = true;  // an UPDATE to the same value counts as matched, as in SQLite
    options["CLIENT_FOUND_ROWS"] = found_rows;
    guarded("connecting", [&] {
      connection_.reset(driver->connect(options));
      plain_.reset(connection_->createStatement());
      plain_->execute(session_settings);
      plain_->execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    });
  }

  Engine engine() const override { return Engine::mysql; }

  std::vector<Row> query(std::string_view sql, const Parameters& parameters) override {
    std::vector<Row> rows;
    each(sql, parameters, [&](const Row& row) {
      rows.push_back(row);
      return true;
    });
    return rows;
  }

  void each(std::string_view sql, const Parameters& parameters, const std::function<bool(const Row&)>& body) override {
    with_statement(sql, parameters, [&](sql::PreparedStatement& statement) {
      std::unique_ptr<sql::ResultSet> rows;
      std::vector<bool> whole;
      guarded(sql, [&] {
        rows.reset(statement.executeQuery());
        sql::ResultSetMetaData* const about = rows->getMetaData();
        for (unsigned i = 1; i <= about->getColumnCount(); ++i)
          whole.push_back(is_whole_number(about->getColumnType(i)));
      });
      Row row(whole.size());
      for (;;) {
        bool more = false;
        guarded(sql, [&] {
          more = rows->next();
          for (std::size_t i = 0; more && i < whole.size(); ++i)
            row[i] = value_of(*rows, static_cast<unsigned>(i + 1), whole[i]);
        });
        if (!more || !body(row)) return;
      }
    });
  }

  std::int64_t execute(std::string_view sql, const Parameters& parameters) override {
    std::int64_t matched = 0;
    with_statement(sql, parameters, [&](sql::PreparedStatement& statement) {
      guarded(sql, [&] { matched = statement.executeUpdate(); });
    });
    return matched;
  }

  std::int64_t last_id() override { return integer_or(query("SELECT LAST_INSERT_ID()", {})[0][0]); }

  void begin_read() override {
    run("START TRANSACTION READ ONLY");
    in_transaction_ = true;
  }
  void begin_write() override {
    run("START TRANSACTION");
    in_transaction_ = true;
    try {
      run("UPDATE write_turn SET turns = turns + 1 WHERE id = 1");
    } catch (const SqlError&) {
      if (last_code_ != 1146) throw;  // before the first migration there are no turns to take
    }
  }
  void commit() override {
    run("COMMIT");
    in_transaction_ = false;
  }
  void rollback() noexcept override {
    if (!in_transaction_) return;
    in_transaction_ = false;
    try {
      run("ROLLBACK");
    } catch (...) {
      broken_ = true;  // what the server still holds ends with the connection
    }
  }
  void script(std::string_view statements) override {
    for (const std::string& one : split_statements(statements)) run(one);
  }
  // A session that answered a moment ago is not asked again: a connection is lent many times for one page, and each
  // question is a way to the server and back. One that died since fails as lost, which the gate runs again.
  bool alive() override {
    if (broken_) return false;
    if (Moment::clock::now() - heard_ < std::chrono::milliseconds(50)) return true;
    try {
      return connection_->isValid();
    } catch (...) {
      return false;
    }
  }

 private:
  template <class Body>
  void guarded(std::string_view doing, const Body& body) {
    try {
      body();
    } catch (const sql::SQLException& error) {
      last_code_ = error.getErrorCode();
      if (fault_of(error) == Fault::lost) broken_ = true;
      fail(error, doing);
    }
  }

  void run(const std::string& sql) {
    guarded(sql, [&] { plain_->execute(sql); });
    heard_ = Moment::clock::now();
  }

  static Value value_of(sql::ResultSet& rows, unsigned column, bool whole) {
    if (rows.isNull(column)) return {};
    if (whole) return static_cast<std::int64_t>(rows.getInt64(column));
    return rows.getString(column).asStdString();
  }

  // The kept statement of this text, or a new one when it is new, or in use by a caller up the stack.
  template <class Body>
  void with_statement(std::string_view sql, const Parameters& parameters, const Body& body) {
    const std::string text(sql);
    auto found = kept_.find(text);
    if (found != kept_.end() && found->second.in_use) {
      std::unique_ptr<sql::PreparedStatement> own;
      guarded(sql, [&] { own.reset(connection_->prepareStatement(text)); });
      bind(*own, parameters, sql);
      body(*own);
      return;
    }
    if (found == kept_.end()) {
      if (kept_.size() >= most_kept_statements)
        std::erase_if(kept_, [](const auto& one) { return !one.second.in_use; });
      Kept fresh;
      guarded(sql, [&] { fresh.statement.reset(connection_->prepareStatement(text)); });
      found = kept_.emplace(text, std::move(fresh)).first;
    }
    Kept& kept = found->second;  // references into an unordered_map stay good while others are added
    kept.in_use = true;
    try {
      bind(*kept.statement, parameters, sql);
      body(*kept.statement);
    } catch (...) {
      kept_.erase(text);  // a statement that failed may hold half an answer
      throw;
    }
    kept.in_use = false;
    heard_ = Moment::clock::now();
  }

  void bind(sql::PreparedStatement& statement, const Parameters& parameters, std::string_view sql) {
    guarded(sql, [&] {
      unsigned index = 0;
      for (const Value& value : parameters) {
        ++index;
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
          statement.setInt64(index, *number);
        } else if (const auto* text = std::get_if<std::string>(&value)) {
          statement.setString(index, *text);
        } else {
          statement.setNull(index, 0);
        }
      }
    });
  }

  std::unique_ptr<sql::Connection> connection_;
  std::unique_ptr<sql::Statement> plain_;
  std::unordered_map<std::string, Kept> kept_;
  using Moment = std::chrono::steady_clock::time_point;
  Moment heard_;
  bool in_transaction_ = false;
  bool broken_ = false;
  int last_code_ = 0;
};

}  // namespace

std::unique_ptr<Connection> open_mysql(const DatabaseUrl& url, const std::string& password) {
  return std::make_unique<MysqlConnection>(url, password);
}

}  // namespace zhiheng::store
