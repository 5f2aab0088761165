// TLS with a certificate of our own; the library is known to server_tls.cpp alone.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"

namespace Poco::Net {
class StreamSocket;
}  // namespace Poco::Net

namespace zhiheng::web {

class Tls {
 public:
  // Refuses server.certificate.
  static Result<std::shared_ptr<const Tls>> open(const std::string& certificate_file, const std::string& key_file);
  ~Tls();
  // Speaks TLS over an accepted connection; the handshake comes with the first byte that is read.
  Poco::Net::StreamSocket over(const Poco::Net::StreamSocket& plain, int most_head_bytes) const;
  // After a request was read whole: another head may come.
  static void count_anew(Poco::Net::StreamSocket& socket);
  static void count_no_more(Poco::Net::StreamSocket& socket);

 private:
  struct Parts;
  explicit Tls(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace zhiheng::web
