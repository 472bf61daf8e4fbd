/** The file with the values of variables, in a folder of request files. */
export const environmentFileName = 'kapture.env.json';
