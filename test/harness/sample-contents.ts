/** What the records of tests say, of persons who do not exist. */

export const BIRTH = {
  identity: {
    givenNames: 'Mari',
    familyName: 'Tamm',
    dateOfBirth: '2026-11-02',
    placeOfBirth: 'Tartu',
    sex: 'female',
    registrationNumber: '2026-000117',
  },
};
