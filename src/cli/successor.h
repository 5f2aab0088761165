// Listening sockets that are handed on: from systemd to us, and from us to a younger process of the program, so that no
// connection is refused or dropped while the program or its configuration changes.
#pragma once

#include <string>
#include <vector>

namespace zhiheng::cli {

// Of the predecessor, or of systemd (LISTEN_FDS); empty when there are none. Takes the notes out of the environment.
std::vector<int> inherited_sockets();

// Starts the program anew (its file as it is now, with the same words) with the sockets, and waits until it serves.
// False when it ended instead; the reason stands in the log.
bool raise_successor(const std::vector<int>& sockets);

// The successor serves; called once the own sockets are watched.
void tell_predecessor();

// A line for systemd where it listens (NOTIFY_SOCKET): "READY=1", "STOPPING=1", "MAINPID=17".
void tell_service_manager(const std::string& text);

}  // namespace zhiheng::cli
