// SPDX-License-Identifier: Apache-2.0
#include "pipe/fifo_table.hpp"

#include <algorithm>
#include <utility>

namespace pipehound::pipe {

FifoTable::FifoTable(std::size_t limit) : limit_{std::max<std::size_t>(limit, 1)} {}

Fifo* FifoTable::find(FifoKey key) {
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? nullptr : &*found->second;
}

Fifo* FifoTable::find(event::NodeId node, event::FileId file) {
    const auto found = current_.find({node, file});
    return found == current_.end() ? nullptr : find(found->second);
}

Fifo& FifoTable::create(event::NodeId node, event::FileId file, std::string_view path,
                        const event::Moment& now) {
    const FifoKey key{++last_key_};
    fifos_.push_front(
        {.key = key, .node = node, .file = file, .path = std::string{path}, .first = now});
    by_key_[key] = fifos_.begin();
    current_[{node, file}] = key;
    if (fifos_.size() > limit_) {
        auto& oldest = fifos_.back();
        by_key_.erase(oldest.key);
        const auto place = current_.find({oldest.node, oldest.file});
        if (place != current_.end() && place->second == oldest.key) current_.erase(place);
        evicted_.push_back(std::move(oldest));
        fifos_.pop_back();
        ++evictions_;
    }
    return fifos_.front();
}

void FifoTable::enter(Fifo fifo) {
    const auto key = fifo.key;
    if (fifos_.size() >= limit_ || by_key_.contains(key)) return;
    last_key_ = std::max(last_key_, event::number(key));
    auto& current = current_[{fifo.node, fifo.file}];
    current = std::max(current, key);  // the latest generation is the one that a record means
    fifos_.push_front(std::move(fifo));
    by_key_[key] = fifos_.begin();
}

Fifo& FifoTable::use(event::NodeId node, event::FileId file, std::string_view path,
                     const event::Moment& now) {
    const auto known = current_.find({node, file});
    if (known == current_.end()) return create(node, file, path, now);
    const auto place = by_key_.at(known->second);
    fifos_.splice(fifos_.begin(), fifos_, place);
    return *place;
}

}  // namespace pipehound::pipe
