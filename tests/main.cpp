// SPDX-License-Identifier: Apache-2.0
// The one test executable; every suite is a file beside its layer's name (tests/meson.build lists
// them).
#define BOOST_TEST_MODULE pipehound
#include <boost/test/unit_test.hpp>
