// SPDX-License-Identifier: Apache-2.0
#include "rule_files.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>

#include "clock.hpp"
#include "detect/named_users.hpp"
#include "detect/rule_compiler.hpp"
#include "rule/elastic_rule.hpp"
#include "rule/eql_reader.hpp"
#include "rule/kql_reader.hpp"
#include "rule/sigma_reader.hpp"
#include "whole_file.hpp"

namespace pipehound::plugin {

namespace {

namespace fs = std::filesystem;

using Reader = void (*)(const std::string& file, const std::string& text,
                        rule::Documents& documents);

/// ago(7d) in a rule means the seven days before it was read.
void read_kql_now(const std::string& file, const std::string& text, rule::Documents& documents) {
    rule::read_kql(file, text, now(), documents);
}

/// By the ending of the file's name; nullptr for any other.
const Reader* reader_of(const fs::path& extension) {
    static const std::map<std::string, Reader> readers{{".yml", rule::read_sigma},
                                                       {".yaml", rule::read_sigma},
                                                       {".toml", rule::read_elastic_rule},
                                                       {".eql", rule::read_eql},
                                                       {".kql", read_kql_now}};
    const auto found = readers.find(extension.string());
    return found == readers.end() ? nullptr : &found->second;
}

class Reading {
public:
    explicit Reading(rule::Documents& documents) : documents_{documents} {}

    void read(const std::string& path) {
        std::error_code error;
        const auto status = fs::status(path, error);
        if (!error && fs::is_directory(status)) return read_folder(path);
        if (!error && fs::exists(status)) return read_file(path);
        broken(path, "cannot be read: " + (error ? error.message() : "no such file"),
               "check the path");
    }

private:
    /// In the order of their names, so that messages and the first of two ids do not depend on the
    /// file system.
    void read_folder(const std::string& folder) {
        std::vector<std::string> files;
        std::error_code error;
        for (auto entry = fs::recursive_directory_iterator{folder, error};
             !error && entry != fs::recursive_directory_iterator{}; entry.increment(error)) {
            const auto extension = entry->path().extension();
            std::error_code ignored;
            if (reader_of(extension) != nullptr && entry->is_regular_file(ignored))
                files.push_back(entry->path().string());
        }
        if (error) broken(folder, "cannot be read: " + error.message(), "check its permissions");
        std::sort(files.begin(), files.end());
        for (const auto& file : files) read_file(file);
    }

    void read_file(const std::string& path) {
        std::error_code error;
        if (!seen_.insert(fs::canonical(path, error).string()).second && !error) return;
        const auto size = fs::file_size(path, error);
        if (!error && size > rule::largest_rule_file)
            return broken(path, "is larger than 4 MiB", "is this a rule?");
        const auto text = whole_file(path);
        if (!text) return broken(path, "cannot be read", "check its permissions");
        const auto* const reader = reader_of(fs::path{path}.extension());
        (reader != nullptr ? *reader : rule::read_sigma)(path, *text, documents_);
    }

    void broken(const std::string& path, std::string message, std::string hint) {
        documents_.broken.push_back({path, {}, std::move(message), std::move(hint)});
    }

    rule::Documents& documents_;
    std::set<std::string> seen_;
};

void refuse_cuts(rule::Documents& documents) {
    const auto refuse = [&documents](auto& all) {
        std::erase_if(all, [&documents](const auto& one) {
            if (one.meta.cuts.empty()) return false;
            const auto& cut = one.meta.cuts.front();
            documents.broken.push_back({one.meta.file, cut.place,
                                        "a number of matches means nothing on a stream of events",
                                        "leave it out: each match is told when it comes; "
                                        "`pipehound hunt` takes it"});
            return true;
        });
    };
    refuse(documents.detections);
    refuse(documents.event_detections);
    refuse(documents.sequences);
}

void read_query(const Query& query, rule::Documents& documents) {
    const auto language = query.language.value_or(rule::language_of(query.text));
    const bool is_kql = language == rule::QueryLanguage::kql;
    const Reader read = is_kql ? read_kql_now : Reader{rule::read_eql};
    read("query", query.text, documents);
}

}  // namespace

rule::Documents read_rule_files(const RuleSources& sources) {
    rule::Documents documents;
    Reading reading{documents};
    std::error_code ignored;
    if (sources.defaults)
        for (const auto* const folder : {default_rules_folder, default_filters_folder})
            if (fs::exists(folder, ignored)) reading.read(folder);
    for (const auto& path : sources.paths) reading.read(path);
    if (sources.query) read_query(*sources.query, documents);
    return documents;
}

LoadedRules load_rules(const RuleSources& sources, Feed feed) {
    auto read = read_rule_files(sources);
    if (feed == Feed::live) refuse_cuts(read);
    auto users = detect::named_users(read);
    return {detect::compile(std::move(read), {.strict_names = sources.strict_names,
                                              .documents = feed == Feed::documents}),
            std::move(users)};
}

}  // namespace pipehound::plugin
