// SPDX-License-Identifier: Apache-2.0
#include "detect/members.hpp"

#include <algorithm>

#include "detect/identifier.hpp"

namespace pipehound::detect {

using alert::Role;
using process::Process;

void Members::add_ancestors() {
    std::map<const Process*, std::size_t> below;
    for (const auto& [process, role] : std::map{roles_}) {
        ++below[process];
        process::for_each_ancestor(*process, [&](const Process& ancestor) {
            ++below[&ancestor];
            return true;
        });
    }
    const auto all = roles_.size();
    for (const auto& [process, role] : std::map{roles_})
        process::for_each_ancestor(*process, [&](const Process& ancestor) {
            add(&ancestor, Role::ancestor);
            return below[&ancestor] < all;
        });
}

void Members::add_whole_ancestry() {
    for (const auto& [process, role] : std::map{roles_})
        process::for_each_ancestor(*process, [&](const Process& ancestor) {
            add(&ancestor, Role::ancestor);
            return true;
        });
}

std::vector<alert::Member> Members::told() const {
    std::vector<const Process*> order;
    for (const auto& [process, role] : roles_) order.push_back(process);
    std::sort(order.begin(), order.end(),
              [](const Process* one, const Process* other) { return one->id < other->id; });
    std::stable_sort(order.begin(), order.end(), [this](const Process* one, const Process* other) {
        return depth(one) < depth(other);
    });
    std::vector<alert::Member> members;
    for (const auto* process : order) {
        members.push_back(tell(*process));
        const auto parent = std::find(order.begin(), order.end(), process->parent);
        if (parent != order.end())
            members.back().parent = static_cast<std::size_t>(parent - order.begin());
    }
    return members;
}

int Members::depth(const Process* process) const {
    int depth = 0;
    process::for_each_ancestor(*process, [&](const Process& ancestor) {
        depth += roles_.contains(&ancestor) ? 1 : 0;
        return true;
    });
    return depth;
}

alert::Member Members::tell(const Process& process) const {
    alert::Member member;
    member.role = roles_.at(&process);
    member.pid = process.pid;
    member.ppid = process.ppid;
    member.entity_id = entity_id(process, node_);
    if (const auto* program = process.program()) {
        member.executable = program->exe();
        for (const auto argument : program->arguments()) member.args.emplace_back(argument);
        member.cwd = program->cwd();
    }
    member.user = {process.uid, std::string{processes_.text(process.user)}};
    member.login_user = {process.login_uid, std::string{processes_.text(process.login_user)}};
    member.session = process.session;
    member.tty = processes_.text(process.tty);
    member.started = process.started;
    return member;
}

}  // namespace pipehound::detect
