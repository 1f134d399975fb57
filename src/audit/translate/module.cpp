// SPDX-License-Identifier: Apache-2.0
// The module's name stands in a KERN_MODULE record (kernel/auditsc.c, audit_log_kern_module).
#include "audit/translate/module.hpp"

namespace pipehound::audit {

namespace {

void translate(const Material& material, bool loaded, Acts& acts) {
    const auto* const record = material.record(RecordType::module);
    auto name = record != nullptr ? material.string(record->field("name")) : std::string{};
    acts.emplace_back(event::ModuleChanged{std::move(name), loaded});
}

}  // namespace

void translate_loading(const Material& material, Acts& acts) { translate(material, true, acts); }

void translate_unloading(const Material& material, Acts& acts) { translate(material, false, acts); }

}  // namespace pipehound::audit
