// The sub-commands of zhiheng.
#pragma once

#include <vector>

#include "cli/arguments.h"

namespace zhiheng::cli {

const std::vector<Command>& commands();

int serve_command(const Arguments& arguments);
int migrate_command(const Arguments& arguments);
int tick_command(const Arguments& arguments);
int backup_command(const Arguments& arguments);
int restore_command(const Arguments& arguments);
int demo_command(const Arguments& arguments);
int ledger_command(const Arguments& arguments);
int check_command(const Arguments& arguments);
int calc_command(const Arguments& arguments);
int rating_command(const Arguments& arguments);
int fee_basis_command(const Arguments& arguments);
int what_if_command(const Arguments& arguments);
int verify_command(const Arguments& arguments);
int key_new_command(const Arguments& arguments);
int key_list_command(const Arguments& arguments);
int draw_command(const Arguments& arguments);
int draw_commit_command(const Arguments& arguments);
int reliability_command(const Arguments& arguments);
int import_command(const Arguments& arguments);
int template_command(const Arguments& arguments);
int letter_command(const Arguments& arguments);
int letter_check_command(const Arguments& arguments);
int letter_template_command(const Arguments& arguments);
int export_command(const Arguments& arguments);
int money_split_command(const Arguments& arguments);
int money_words_command(const Arguments& arguments);
int money_due_command(const Arguments& arguments);
int money_balance_command(const Arguments& arguments);
int bureau_add_command(const Arguments& arguments);
int user_add_command(const Arguments& arguments);
int audit_export_command(const Arguments& arguments);
int user_passwd_command(const Arguments& arguments);
int user_disable_command(const Arguments& arguments);

}  // namespace zhiheng::cli
