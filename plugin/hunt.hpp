// SPDX-License-Identifier: Apache-2.0
// The detection over stored logs, in event time: what it finds does not depend on when, or in what
// pieces, a log is read.
//
// The files of one hunt are one stream, in the order given: rotated logs, oldest first, so that an
// event which straddles a rotation is whole. Logs of different hosts do not belong in one stream
// unless their records carry `node=`; `separate` begins anew at each file.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "alert_printer.hpp"
#include "document_pile.hpp"
#include "engine.hpp"
#include "event/level.hpp"
#include "hunt_statistics.hpp"
#include "log_reader.hpp"
#include "result_cuts.hpp"
#include "rule_files.hpp"

namespace pipehound::plugin {

struct HuntOptions {
    enum class Format { audit, ecs };
    Format format = Format::audit;
    AlertPrinter::Form output = AlertPrinter::Form::text;
    event::Level level = event::Level::medium;
    std::optional<event::Level> fail_on;  ///< told as well, whatever `level` says
    bool separate = false;
    bool statistics = false;
    RuleSources rules;
    bool limits = true;  ///< false: every match of every rule is an alert of its own
    bool show_excluded = false;
    std::vector<std::string> files;
};

class Hunt {
public:
    explicit Hunt(HuntOptions options);

    /// Reads all files; the exit status of the command. Throws OutputError.
    [[nodiscard]] int run();

private:
    void read(const std::string& file);
    void read_records(const std::string& file);
    void read_documents(const std::string& file);
    void take_documents();
    void warn_of_order(const std::string& file, std::string_view begin);
    void finish_stream();
    void report(alert::Alert alert);
    void tell(alert::Alert alert);
    [[nodiscard]] bool says_what_is_wrong() const;
    [[nodiscard]] bool is_asked_for(const alert::Alert& alert) const;
    [[nodiscard]] event::AsimProjection shown_of(const alert::Alert& alert) const;
    [[nodiscard]] int exit_status() const;

    [[nodiscard]] std::unique_ptr<Engine> new_engine();

    HuntOptions options_;
    std::shared_ptr<const detect::RuleBook> book_;
    LogReader reader_;
    AlertPrinter printer_;
    std::unique_ptr<Engine> engine_;
    ResultCuts cuts_;
    DocumentPile documents_;
    HuntStatistics statistics_;
    event::Time last_begin_{};   // of the file before, in this stream
    bool rules_unread_ = false;  // a file or folder of rules could not be read
    bool alerted_ = false;       // at the level of --fail-on
};

}  // namespace pipehound::plugin
