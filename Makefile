# The short words. Everything that a bare Debian 12 lacks is installed by `deploy/install-packages.sh`.
SHELL := /bin/bash
PORT ?= 8080
JOBS ?= $(shell nproc)
export CCACHE_SLOPPINESS = pch_defines,time_macros,include_file_mtime,include_file_ctime
export CCACHE_NOHASHDIR = 1
export CCACHE_BASEDIR = $(CURDIR)

.PHONY: build run test bench check clean packages test-packages

packages:
	@deploy/install-packages.sh build

test-packages:
	@deploy/install-packages.sh build test

build: packages
	@cmake --preset release -DZHIHENG_TESTS=OFF >/dev/null
	@cmake --build build --target zhiheng -j $(JOBS)

run: build
	@deploy/run.sh build/zhiheng $(PORT)

# One tree for the program and its tests: the rooms are compiled once.
test: test-packages
	@cmake --preset release -DZHIHENG_TESTS=ON >/dev/null
	@cmake --build build -j $(JOBS)
	@tests/run.sh build

bench: test-packages
	@cmake --preset release -DZHIHENG_TESTS=ON >/dev/null
	@cmake --build build --target zhiheng bench -j $(JOBS)
	@tests/bench/run.sh

check: test-packages
	@cmake --preset dev >/dev/null
	@cmake --build build-dev -j $(JOBS) --target check-format
	@cmake --build build-dev -j $(JOBS)
	@tests/run.sh build-dev

clean:
	@rm -rf build build-dev build-sanitize
