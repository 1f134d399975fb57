// SPDX-License-Identifier: Apache-2.0
// Which FIFO is which: identity by (node, device, inode, generation), since paths alias and inodes
// are reused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "event/event.hpp"
#include "process/process.hpp"

namespace pipehound::pipe {

using process::FifoKey;

struct Fifo {
    FifoKey key{};
    event::NodeId node{};
    event::FileId file;
    std::string path;
    event::Moment first;                   ///< first sign of it
    std::optional<event::Moment> created;  ///< nothing where its creation was not seen
    process::Reference creator;
    std::optional<event::Moment> removed;
    std::optional<event::Moment> renamed;
    event::Pid remover{};
    event::Pid renamer{};
    std::vector<process::Process*>
        holders;  ///< who has a Hold of it, each once, in order of their first open
};

/// Holds at most `limit` FIFOs; the least recently used makes room.
class FifoTable {
public:
    explicit FifoTable(std::size_t limit);

    /// A new FIFO begins, whatever was there before with that device and inode.
    Fifo& create(event::NodeId node, event::FileId file, std::string_view path,
                 const event::Moment& now);

    /// The FIFO that an open or a removal names; entered where it was made before the first record.
    Fifo& use(event::NodeId node, event::FileId file, std::string_view path,
              const event::Moment& now);

    [[nodiscard]] Fifo* find(event::NodeId node, event::FileId file);
    [[nodiscard]] Fifo* find(FifoKey key);

    /// Calls `visit(Fifo&)` for each, the least recently used first.
    template <typename Visit>
    void for_each(Visit&& visit) {
        for (auto fifo = fifos_.rbegin(); fifo != fifos_.rend(); ++fifo) visit(*fifo);
    }

    /// Enters a FIFO that was known before, its key with it, where there is room.
    void enter(Fifo fifo);

    /// FIFOs that fell out in the last call that could add one; their holders still have the Holds.
    [[nodiscard]] std::vector<Fifo> take_evicted() { return std::exchange(evicted_, {}); }

    [[nodiscard]] std::size_t size() const noexcept { return fifos_.size(); }
    [[nodiscard]] std::uint64_t evictions() const noexcept { return evictions_; }

private:
    struct Place {
        event::NodeId node;
        event::FileId file;
        bool operator==(const Place&) const = default;
    };
    struct Hash {
        std::size_t operator()(const Place& place) const noexcept {
            return std::hash<event::FileId>{}(place.file) ^
                   (static_cast<std::size_t>(event::number(place.node)) << 40);
        }
    };
    using Order = std::list<Fifo>;  // most recent first

    std::size_t limit_;
    Order fifos_;
    std::unordered_map<FifoKey, Order::iterator> by_key_;
    std::unordered_map<Place, FifoKey, Hash> current_;  // the generation that a record means now
    std::vector<Fifo> evicted_;
    std::uint64_t last_key_ = 0;
    std::uint64_t evictions_ = 0;
};

}  // namespace pipehound::pipe
