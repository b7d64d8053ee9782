/**
 * Runs over many random programs: {@link org.hlorun.conformance.campaign.Campaign} makes them,
 * checks them, makes those that fail smaller and writes them down.
 */
package org.hlorun.conformance.campaign;
