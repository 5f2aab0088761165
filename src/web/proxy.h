// Who is really asking when a proxy stands before us: only what the proxies named by the setting say is believed.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace zhiheng::web {

// Addresses that begin alike: "10.1.0.0/16", "::1", "192.168.1.7". IPv4 is held as ::ffff:a.b.c.d.
struct Network {
  std::array<unsigned char, 16> address{};
  int prefix_bits = 128;
};

// A list with commas or blanks. Refuses proxy.malformed, naming the part.
Result<std::vector<Network>> read_networks(std::string_view list);
bool contains(const std::vector<Network>& networks, std::string_view address);

// "127.0.0.1:51234" -> "127.0.0.1", "[::1]:80" -> "::1"; an address without a port stays.
std::string address_of(std::string_view remote);

// The last address in `forwarded_for` that is no trusted proxy, where the peer is one; otherwise the peer.
std::string client_address(const std::vector<Network>& trusted, const std::string& peer,
                           std::string_view forwarded_for);

}  // namespace zhiheng::web
