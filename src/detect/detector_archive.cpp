// SPDX-License-Identifier: Apache-2.0
#include "detect/detector_archive.hpp"

#include <string>

namespace pipehound::detect {

namespace {

using event::archive;

struct KeptIncident {
    pipe::FifoKey fifo{};  // one of those that belong to it
    std::string id;
    event::NodeId node{};
    pipe::FifoKey first{};
    std::optional<event::Level> level;
    bool confirmed_live = false;
    bool excluded = false;
};

template <typename Archive>
void archive_kept(Archive& at, KeptIncident& kept) {
    archive(at, kept.fifo, kept.id, kept.node, kept.first);
    archive(at, kept.level, kept.confirmed_live, kept.excluded);
}

template <typename Archive>
void archive_all(Archive& at, std::vector<KeptIncident>& kept) {
    event::archive_each(at, kept, [&at](KeptIncident& one) { archive_kept(at, one); });
}

template <typename Archive>
void archive_all(Archive& at, std::vector<FilterCount>& counts) {
    event::archive_each(at, counts,
                        [&at](FilterCount& count) { archive(at, count.id, count.excluded); });
}

}  // namespace

void save(event::ArchiveWriter& to, IncidentTable& incidents) {
    std::vector<KeptIncident> kept;
    incidents.for_each([&](pipe::FifoKey fifo, const Incident& incident) {
        kept.push_back({fifo, incident.id, incident.node, incident.fifo, incident.level,
                        incident.confirmed_live, incident.excluded});
    });
    archive_all(to, kept);
}

bool restore(event::ArchiveReader& from, IncidentTable& incidents) {
    std::vector<KeptIncident> kept;
    archive_all(from, kept);
    if (!from.sound()) return false;
    for (const auto& one : kept) {
        if (one.level > event::Level::critical) return false;
        auto& incident = incidents.enter(one.fifo, one.id);
        incident.node = one.node;
        incident.fifo = one.first;
        incident.level = one.level;
        incident.confirmed_live = one.confirmed_live;
        incident.excluded = one.excluded;
    }
    return true;
}

void save(event::ArchiveWriter& to, const std::vector<FilterCount>& counts) {
    auto kept = counts;
    archive_all(to, kept);
}

std::vector<FilterCount> restore_filter_counts(event::ArchiveReader& from) {
    std::vector<FilterCount> counts;
    archive_all(from, counts);
    return counts;
}

}  // namespace pipehound::detect
