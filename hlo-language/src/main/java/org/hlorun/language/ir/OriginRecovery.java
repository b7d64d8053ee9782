package org.hlorun.language.ir;

import org.hlorun.language.attribute.OriginalArray;

/**
 * An entry of {@code origin_recovery_table}: how a removed original value is computed from another
 * one.
 *
 * @param removed the value that is gone (null where unknown)
 * @param replacement the value it is computed from (null where unknown)
 * @param module the computation, or null for the identity
 */
public record OriginRecovery(OriginalArray removed, OriginalArray replacement, HloModule module) {}
