#include "web/proxy.h"

#include <arpa/inet.h>

#include <charconv>
#include <cstring>
#include <optional>

#include "web/http.h"

namespace zhiheng::web {

namespace {

std::optional<std::array<unsigned char, 16>> read_address(std::string_view text) {
  std::array<unsigned char, 16> bytes{};
  const std::string terminated(text);
  in_addr four{};
  if (::inet_pton(AF_INET, terminated.c_str(), &four) == 1) {
    bytes[10] = bytes[11] = 0xFF;
    std::memcpy(&bytes[12], &four, 4);
    return bytes;
  }
  if (::inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1) return bytes;
  return std::nullopt;
}

std::optional<Network> read_network(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = read_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  Network network{*address, 128};
  if (slash == std::string_view::npos) return network;
  const bool four = text.substr(0, slash).find(':') == std::string_view::npos;
  const std::string_view bits = text.substr(slash + 1);
  int number = 0;
  const auto [end, fault] = std::from_chars(bits.data(), bits.data() + bits.size(), number);
  if (fault != std::errc() || end != bits.data() + bits.size()) return std::nullopt;
  if (number < 0 || number > (four ? 32 : 128)) return std::nullopt;
  network.prefix_bits = four ? number + 96 : number;
  return network;
}

bool begins_alike(const std::array<unsigned char, 16>& a, const std::array<unsigned char, 16>& b, int bits) {
  for (int i = 0; i < 16 && bits > 0; ++i, bits -= 8) {
    const int mask = bits >= 8 ? 0xFF : 0xFF & (0xFF << (8 - bits));
    if ((a[static_cast<std::size_t>(i)] & mask) != (b[static_cast<std::size_t>(i)] & mask)) return false;
  }
  return true;
}

}  // namespace

Result<std::vector<Network>> read_networks(std::string_view list) {
  std::vector<Network> networks;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find_first_of(", "), list.size());
    const std::string_view part = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    if (part.empty()) continue;
    const auto network = read_network(part);
    if (!network) return refusal("proxy.malformed", "trusted_proxies", {{"value", std::string(part)}});
    networks.push_back(*network);
  }
  return networks;
}

bool contains(const std::vector<Network>& networks, std::string_view address) {
  if (networks.empty()) return false;
  const auto bytes = read_address(address);
  if (!bytes) return false;
  for (const Network& network : networks) {
    if (begins_alike(network.address, *bytes, network.prefix_bits)) return true;
  }
  return false;
}

std::string address_of(std::string_view remote) {
  if (remote.starts_with("[")) return std::string(remote.substr(1, std::min(remote.find(']'), remote.size()) - 1));
  const std::size_t colon = remote.find(':');
  const bool port = colon != std::string_view::npos && remote.find(':', colon + 1) == std::string_view::npos;
  return std::string(port ? remote.substr(0, colon) : remote);
}

std::string client_address(const std::vector<Network>& trusted, const std::string& peer,
                           std::string_view forwarded_for) {
  std::string address = peer;
  // From the right, because only the last entries were written by proxies that we know.
  while (contains(trusted, address) && !forwarded_for.empty()) {
    const std::size_t comma = forwarded_for.rfind(',');
    const bool more = comma != std::string_view::npos;
    const std::string entry = address_of(trimmed(more ? forwarded_for.substr(comma + 1) : forwarded_for));
    forwarded_for = more ? forwarded_for.substr(0, comma) : std::string_view();
    if (!read_address(entry)) break;
    address = entry;
  }
  return address;
}

}  // namespace zhiheng::web
