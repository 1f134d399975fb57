// SPDX-License-Identifier: Apache-2.0
// libauparse behind a small class: the text of one whole event -> its records' raw fields.
#pragma once

#include <auparse.h>

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "audit/record_type.hpp"

namespace pipehound::audit {

/// A field as the record writes it: quoted, hex or plain.
struct Field {
    std::string_view name;
    std::string_view value;
    bool encoded = false;  ///< in hex where it is not quoted; told by parse_record alone
};

struct ParsedRecord {
    RecordType type = RecordType::other;
    std::vector<Field> fields;  ///< in the record's order, `type` and `node` among them
    std::string_view enriched;  ///< what auditd added behind \x1d: `UID="root" AUID="eva"`

    /// The raw value of the first field of that name; empty where there is none.
    [[nodiscard]] std::string_view field(std::string_view name) const noexcept;

    /// The name that auditd resolved, without quotes; empty where it did not.
    [[nodiscard]] std::string_view enriched_field(std::string_view name) const noexcept;
};

/// Parses one event at a time. libauparse is given a buffer that holds one event and is asked for
/// it (AUSOURCE_BUFFER): so it has nothing to group, nothing to hold back and no callback to make.
/// Fields are read raw: auparse_interpret_field is many times as slow and may ask name services.
/// libauparse keeps global state, so parsers must not run on two threads.
class RecordParser {
public:
    /// Throws std::bad_alloc where libauparse gets no memory.
    RecordParser();

    /// The records of `text`, which holds the lines of one event, each with its newline. They, and
    /// all views in them, live until the next call. None where libauparse cannot take the text.
    [[nodiscard]] std::span<const ParsedRecord> parse(std::string_view text);

    /// The record of one line with its newline, and which of its fields are encoded; lives until
    /// the next call. Nothing where libauparse cannot take the line. By itself a line is whole to
    /// libauparse whatever stands beside it in its event.
    [[nodiscard]] const ParsedRecord* parse_record(std::string_view line);

private:
    struct Destroy {
        void operator()(auparse_state_t* state) const noexcept { auparse_destroy(state); }
    };

    void walk_records();
    void walk_fields(ParsedRecord& record);
    [[nodiscard]] ParsedRecord& next_record();

    std::unique_ptr<auparse_state_t, Destroy> state_;
    std::vector<ParsedRecord> records_;  // kept for their memory; the first count_ are in use
    std::size_t count_ = 0;
    bool tells_encoding_ = false;
};

}  // namespace pipehound::audit
