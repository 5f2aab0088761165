#include "store/driver.h"
namespace zhiheng::store {
std::unique_ptr<Connection> open_mysql(const DatabaseUrl&, const std::string&) {
  throw SqlError(Fault::lost, "no driver");
}
}
