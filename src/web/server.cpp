#include "web/server.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/ThreadPool.h>
#include <Poco/Timespan.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

namespace zhiheng::web {

namespace {

class Handler : public Poco::Net::HTTPRequestHandler {
 public:
  Handler(Site& site, const std::atomic<bool>& draining) : site_(site), draining_(draining) {}
  void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override {
    exchange(request, response, site_, draining_);
  }

 private:
  Site& site_;
  const std::atomic<bool>& draining_;
};

class Factory : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  Factory(Site& site, const std::atomic<bool>& draining) : site_(site), draining_(draining) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override {
    return new Handler(site_, draining_);  // the library owns it
  }

 private:
  Site& site_;
  const std::atomic<bool>& draining_;
};

Poco::Net::HTTPServerParams::Ptr parameters(const ServerOptions& options) {
  Poco::Net::HTTPServerParams::Ptr parameters = new Poco::Net::HTTPServerParams;
  parameters->setMaxThreads(options.threads);
  parameters->setMaxQueued(1024);
  parameters->setThreadIdleTime(Poco::Timespan(30, 0));
  parameters->setKeepAlive(true);
  // An idle connection holds a thread, so idle ones are let go soon.
  parameters->setKeepAliveTimeout(Poco::Timespan(2, 0));
  parameters->setMaxKeepAliveRequests(1000);
  parameters->setTimeout(Poco::Timespan(10, 0));
  return parameters;
}

}  // namespace

struct Server::Parts {
  Parts(Site& site, const ServerOptions& options, const Poco::Net::ServerSocket& listening)
      : pool(2, options.threads + 2, 30),
        socket(listening),
        server(new Factory(site, draining), pool, socket, parameters(options)) {}

  std::atomic<bool> draining{false};
  bool stopped = false;
  Poco::ThreadPool pool;
  Poco::Net::ServerSocket socket;
  Poco::Net::HTTPServer server;
};

Result<std::unique_ptr<Server>> Server::start(Site& site, const ServerOptions& options) {
  try {
    Poco::Net::ServerSocket socket;
    socket.bind(Poco::Net::SocketAddress(options.host, static_cast<Poco::UInt16>(options.port)), true, false);
    socket.listen(512);
    auto parts = std::make_unique<Parts>(site, options, socket);
    parts->server.start();
    return std::unique_ptr<Server>(new Server(std::move(parts)));
  } catch (const Poco::Exception& fault) {
    return refusal(Kind::busy, "server.address", "listen",
                   {{"address", options.host + ":" + std::to_string(options.port)}, {"reason", fault.displayText()}});
  }
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Server::~Server() {
  stop();
}
int Server::port() const {
  return parts_->socket.address().port();
}

void Server::stop(int grace_seconds) {
  if (parts_->stopped) return;
  parts_->stopped = true;
  parts_->draining = true;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(grace_seconds);
  auto in_time = [&] { return std::chrono::steady_clock::now() < deadline; };
  auto nap = [] { std::this_thread::sleep_for(std::chrono::milliseconds(10)); };
  // The library throws away connections that wait for a thread; so they get theirs first.
  while (parts_->server.queuedConnections() > 0 && in_time()) nap();
  parts_->server.stop();
  // Whoever connected after the last accept is told to come again instead of being cut off.
  while (parts_->socket.poll(Poco::Timespan(0, 0), Poco::Net::Socket::SELECT_READ)) {
    try {
      Poco::Net::StreamSocket late = parts_->socket.acceptConnection();
      const std::string answer =
          "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 2\r\nConnection: close\r\n\r\n";
      late.sendBytes(answer.data(), static_cast<int>(answer.size()));
      late.shutdownSend();
    } catch (const Poco::Exception&) {
      break;
    }
  }
  parts_->socket.close();
  while (parts_->server.currentConnections() > 0 && in_time()) nap();
  parts_->server.stopAll(true);
  parts_->pool.joinAll();
}

void hold_stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

int wait_for_stop_signal() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  int received = 0;
  sigwait(&signals, &received);
  return received;
}

}  // namespace zhiheng::web
