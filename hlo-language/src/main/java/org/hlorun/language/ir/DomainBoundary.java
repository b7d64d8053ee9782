package org.hlorun.language.ir;

import org.hlorun.language.sharding.Sharding;

/**
 * The two sides of a {@code domain} instruction.
 *
 * @param kind what sort of domain; {@code sharding} is the only one known
 * @param entry the sharding of the operand's side
 * @param exit the sharding of the users' side
 */
public record DomainBoundary(String kind, Sharding entry, Sharding exit) {}
