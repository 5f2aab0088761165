#include "cli/successor.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include "base/log.h"

extern char** environ;

namespace zhiheng::cli {

namespace {

constexpr int first_socket = 3;  // as systemd hands them over
constexpr int patience_milliseconds = 60'000;
int ready_pipe = -1;

// Read before anything can replace the file: afterwards the link says "(deleted)".
const std::string& program_file() {
  static const std::string path = [] {
    char text[4096];
    const ssize_t length = ::readlink("/proc/self/exe", text, sizeof text);
    return length > 0 ? std::string(text, static_cast<std::size_t>(length)) : std::string("/proc/self/exe");
  }();
  return path;
}

int number_of(const char* name) {
  const char* const text = std::getenv(name);
  int number = 0;
  if (!text) return 0;
  const auto [end, fault] = std::from_chars(text, text + std::strlen(text), number);
  return fault == std::errc() && *end == '\0' ? number : 0;
}

std::vector<std::string> own_words() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  const std::string all((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  std::vector<std::string> words;
  for (std::size_t at = 0; at < all.size();) {
    words.emplace_back(all.c_str() + at);
    at += words.back().size() + 1;
  }
  return words;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

pid_t start_with(const std::vector<int>& sockets, int writing_end) {
  std::vector<std::string> words = own_words();
  std::vector<std::string> variables{"ZHIHENG_HANDED_OVER=" + std::to_string(sockets.size())};
  for (char** one = environ; *one; ++one) {
    const std::string variable(*one);
    if (!variable.starts_with("LISTEN_") && !variable.starts_with("ZHIHENG_HANDED_OVER="))
      variables.push_back(variable);
  }
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  std::vector<int> copies;  // out of the way of the places that they are to take
  for (const int socket : sockets) copies.push_back(::fcntl(socket, F_DUPFD_CLOEXEC, 100));
  copies.push_back(::fcntl(writing_end, F_DUPFD_CLOEXEC, 100));
  int place = first_socket;
  for (const int copy : copies) ::posix_spawn_file_actions_adddup2(&actions, copy, place++);
  ::posix_spawn_file_actions_addclosefrom_np(&actions, place);
  pid_t child = -1;
  const int code = ::posix_spawn(&child, program_file().c_str(), &actions, nullptr, pointers_to(words).data(),
                                 pointers_to(variables).data());
  ::posix_spawn_file_actions_destroy(&actions);
  for (const int copy : copies) ::close(copy);
  if (code == 0) return child;
  LogLine(LogLevel::error, "successor_failed").text("reason", std::strerror(code));
  return -1;
}

}  // namespace

std::vector<int> inherited_sockets() {
  program_file();
  const int handed_over = number_of("ZHIHENG_HANDED_OVER");
  const bool by_systemd = number_of("LISTEN_PID") == static_cast<int>(::getpid());
  const int count = handed_over > 0 ? handed_over : by_systemd ? number_of("LISTEN_FDS") : 0;
  std::vector<int> sockets;
  for (int i = 0; i < count && i < 8; ++i) sockets.push_back(first_socket + i);
  if (handed_over > 0) {
    ready_pipe = first_socket + handed_over;
    ::fcntl(ready_pipe, F_SETFD, FD_CLOEXEC);
  }
  ::unsetenv("ZHIHENG_HANDED_OVER");
  return sockets;
}

bool raise_successor(const std::vector<int>& sockets) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return false;
  const pid_t child = start_with(sockets, ends[1]);
  ::close(ends[1]);
  bool ready = false;
  if (child > 0) {
    pollfd waits{ends[0], POLLIN, 0};
    char byte = 0;
    ready = ::poll(&waits, 1, patience_milliseconds) > 0 && ::read(ends[0], &byte, 1) == 1;
    if (!ready) {
      // It has ended, or will never come: two that serve must not be left behind.
      ::kill(child, SIGTERM);
      int status = 0;
      ::waitpid(child, &status, 0);
      LogLine(LogLevel::error, "successor_failed").number("status", status);
    }
  }
  ::close(ends[0]);
  return ready;
}

void tell_predecessor() {
  if (ready_pipe < 0) return;
  tell_service_manager("MAINPID=" + std::to_string(::getpid()));
  const ssize_t wrote = ::write(ready_pipe, "1", 1);
  (void)wrote;  // a predecessor that is gone needs to know nothing
  ::close(ready_pipe);
  ready_pipe = -1;
}

void tell_service_manager(const std::string& text) {
  const char* const place = std::getenv("NOTIFY_SOCKET");
  sockaddr_un address{};
  if (!place || std::strlen(place) >= sizeof address.sun_path) return;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, place, std::strlen(place) + 1);
  if (place[0] == '@') address.sun_path[0] = '\0';
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return;
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::strlen(place));
  const ssize_t sent =
      ::sendto(socket, text.data(), text.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address), length);
  (void)sent;
  ::close(socket);
}

}  // namespace zhiheng::cli
