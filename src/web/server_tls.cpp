#include "web/server_tls.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLManager.h>
#include <Poco/Net/SecureStreamSocketImpl.h>
#include <Poco/Net/StreamSocket.h>

#include "web/server.h"

namespace zhiheng::web {

namespace {

// A head has no limit of its own in the library; so the bytes of each are counted under it.
class CountedSocket : public Poco::Net::SecureStreamSocketImpl {
 public:
  CountedSocket(Poco::Net::StreamSocketImpl* plain, const Poco::Net::Context::Ptr& context, int most)
      : SecureStreamSocketImpl(plain, context), most_(most) {
    acceptSSL();
  }
  int receiveBytes(void* buffer, int length, int flags) override {
    const int got = SecureStreamSocketImpl::receiveBytes(buffer, length, flags);
    if (counting && got > 0 && (read += got) > most_) throw Poco::Net::NetException("the head is too long");
    return got;
  }
  bool counting = true;
  int read = 0;

 private:
  int most_;
};

}  // namespace

struct Tls::Parts {
  Poco::Net::Context::Ptr context;
};

Tls::Tls(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Tls::~Tls() = default;

Result<std::shared_ptr<const Tls>> Tls::open(const std::string& certificate_file, const std::string& key_file) {
  try {
    Poco::Net::initializeSSL();
    Poco::Net::Context::Params params;
    params.certificateFile = certificate_file;
    params.privateKeyFile = key_file;
    params.verificationMode = Poco::Net::Context::VERIFY_NONE;  // of clients
    params.loadDefaultCAs = false;
    params.cipherList = "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL";
    auto parts = std::make_unique<Parts>();
    parts->context = new Poco::Net::Context(Poco::Net::Context::TLS_SERVER_USE, params);
    parts->context->requireMinimumProtocol(Poco::Net::Context::PROTO_TLSV1_2);
    parts->context->enableSessionCache(true, "zhiheng");
    // A key that does not belong to the certificate is dropped by the library without a word.
    if (SSL_CTX_check_private_key(parts->context->sslContext()) != 1) {
      return refusal("server.certificate", "certificate_file",
                     {{"file", certificate_file}, {"key", key_file}, {"reason", "the key does not fit"}});
    }
    return std::shared_ptr<const Tls>(new Tls(std::move(parts)));
  } catch (const Poco::Exception& fault) {
    return refusal("server.certificate", "certificate_file",
                   {{"file", certificate_file}, {"key", key_file}, {"reason", fault.displayText()}});
  }
}

Poco::Net::StreamSocket Tls::over(const Poco::Net::StreamSocket& plain, int most_head_bytes) const {
  auto* const under = static_cast<Poco::Net::StreamSocketImpl*>(plain.impl());
  return Poco::Net::StreamSocket(new CountedSocket(under, parts_->context, most_head_bytes));
}

void Tls::count_anew(Poco::Net::StreamSocket& socket) {
  if (auto* const counted = dynamic_cast<CountedSocket*>(socket.impl())) {
    counted->counting = true;
    counted->read = 0;
  }
}
void Tls::count_no_more(Poco::Net::StreamSocket& socket) {
  if (auto* const counted = dynamic_cast<CountedSocket*>(socket.impl())) counted->counting = false;
}

Outcome check_certificate(const std::string& certificate_file, const std::string& key_file) {
  const auto opened = Tls::open(certificate_file, key_file);
  return opened ? Outcome(Done{}) : Outcome(opened.problems());
}

}  // namespace zhiheng::web
