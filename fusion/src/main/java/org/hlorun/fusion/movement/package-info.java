/**
 * Chains of data movement: reshape, transpose, broadcast, slice, pad, concatenate, reverse, and
 * what moves past them. Everything is exact.
 */
package org.hlorun.fusion.movement;
