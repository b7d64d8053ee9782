/**
 * How values are spread over devices: shardings in all their text forms, device lists, meshes and
 * replica groups.
 */
package org.hlorun.language.sharding;
