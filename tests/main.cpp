// The only file that compiles the test framework itself.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
