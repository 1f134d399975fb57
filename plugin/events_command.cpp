// SPDX-License-Identifier: Apache-2.0
// pipehound events: the typed events of stored logs with what the tables know about their
// processes, one JSON object a line.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audit/event_stream.hpp"
#include "choice_option.hpp"
#include "commands.hpp"
#include "detect/detector.hpp"
#include "event/asim.hpp"
#include "event/event_json.hpp"
#include "exit_status.hpp"
#include "log_reader.hpp"
#include "standard_output.hpp"

namespace pipehound::plugin {

namespace {

struct EventsOptions {
    std::optional<event::Naming> fields = event::Naming::native;  ///< nothing: ASIM's, by event
    bool all = false;
    std::vector<std::string> files;
};

class EventsPrinter {
public:
    explicit EventsPrinter(const EventsOptions& options) : naming_{options.fields} {
        audit::Interest interest{.files = true};
        if (options.all) interest.acts.set();
        stream_.set_interest(std::move(interest));
    }

    void read(LogReader& reader, const std::string& file) {
        const auto print = [this](const auto& told) { this->print(told); };
        reader.read_records(file, stream_.counters(), [&](std::string_view bytes) {
            stream_.feed(bytes, stream_.newest(), print);
        });
    }

    void finish() {
        stream_.finish([this](const auto& told) { print(told); });
        output_.flush();
    }

private:
    void print(const event::Event& event) {
        static_cast<void>(
            detector_.advance(event));  // for its tables: what alerts is hunt's to say
        const auto naming = naming_ ? naming_ : event::asim_naming_of(event);
        if (!naming) return;
        output_.write(event::event_json(event, detector_.facts(event),
                                        nodes_.name(event.header.node), *naming) +
                      '\n');
    }

    void print(const event::Records&) {}  // nobody asked for any

    std::optional<event::Naming> naming_;
    event::NodeNames nodes_;
    audit::EventStream stream_{nodes_, audit::EventStream::Options::replay()};
    detect::Detector detector_{nodes_};
    StandardOutput output_;
};

int print_events(const EventsOptions& options) {
    LogReader reader{options.files};
    EventsPrinter printer{options};
    try {
        for (const auto& file : options.files) printer.read(reader, file);
        printer.finish();
    } catch (const OutputClosed&) {
        return exit_success;
    }
    return reader.failed() ? exit_failure : exit_success;
}

}  // namespace

void add_events_command(CLI::App& app, int& exit_status) {
    const auto options = std::make_shared<EventsOptions>();
    auto* const command = app.add_subcommand(
        "events", "Print the typed events of stored audit logs as JSON, one a line");
    add_choice(*command, {"--fields", "NAMING"},
               "whose names the fields bear: native (default), ecs, sigma, asim",
               Choices<std::optional<event::Naming>>{{"native", event::Naming::native},
                                                     {"ecs", event::Naming::ecs},
                                                     {"sigma", event::Naming::sigma},
                                                     {"asim", std::nullopt}},
               [options](std::optional<event::Naming> naming) { options->fields = naming; });
    command->add_flag("--all", options->all,
                      "print also what is told for rules alone: ends of processes, changes of user "
                      "and session, logins, accounts, kernel modules and more");
    command
        ->add_option("FILE", options->files,
                     "audit logs, the oldest first; - is standard input; gzip and xz are read too")
        ->required()
        ->type_name("");
    command->callback([options, &exit_status] { exit_status = print_events(*options); });
}

}  // namespace pipehound::plugin
