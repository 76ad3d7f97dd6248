//! Does every knob move something, and does each say what it is?

#![allow(missing_docs)]

mod example;

use example::{population, run, scenario};
use schoolsim::model::Model;
use schoolsim::parameter::{Grade, Parameter, uncertain};
use schoolsim::policy::after_school_care::{CareStaff, Where};
use schoolsim::policy::entrusted_management::{Approach, MentorChoice, Provider, Renewal};
use schoolsim::policy::leadership_support::Form;
use schoolsim::policy::lesson_study::Materials;
use schoolsim::policy::local_observation::Place;
use schoolsim::policy::new_schools::Where as Opening;
use schoolsim::policy::professional_development_hours::Who;
use schoolsim::policy::school_pairing::Reach;
use schoolsim::policy::shared_education_community::Degree;
use schoolsim::policy::support_programme::{Focus, Kind, Learners, Source as Origins};
use schoolsim::policy::synchronous_classroom::Sender;
use schoolsim::policy::teaching_research_groups::Lead;
use schoolsim::policy::teaching_research_system::Visit;
use schoolsim::policy::training_cascade::Accreditation;
use schoolsim::policy::two_way_flow::{Route, Selection};
use schoolsim::policy::video_library::Viewing;
use schoolsim::policy::{
    AfterSchoolCare, EducationGroup, EntrustedManagement, ExpertTeacherLadder, IncentivesAndAccountability,
    LeadershipSupport, LessonStudy, LocalObservation, NewSchools, Policy, ProfessionalDevelopmentHours, PupilExchange,
    SchoolPairing, SharedEducationCommunity, SupportProgramme, SynchronousClassroom, TeacherExchangeVisit,
    TeachingResearchGroups, TeachingResearchSystem, TrainingCascade, TwoWayFlow, VideoLibrary, WorkGroup,
};
use schoolsim::scenario::Scenario;
use schoolsim::setting::{Country, Setting};

/// Everything that a scenario yields, as one fingerprint, without the scenario's own.
fn outputs(scenario: &Scenario) -> blake3::Hash {
    let results = run(scenario, 0);
    let json = serde_json::to_string(&(
        &results.outcomes,
        &results.summary,
        &results.ledger,
        &results.costs,
        &results.schools,
    ));
    blake3::hash(json.expect("rows").replace(&results.run_id, "").as_bytes())
}

/// One replicate of some years with an arm for each of the policies.
fn with(policies: &[Policy], years: u32) -> Scenario {
    let names: Vec<String> = (0..policies.len()).map(|n| format!("arm {n}")).collect();
    let arms = names.iter().map(String::as_str).zip(policies.iter().map(|p| vec![p.clone()])).collect();
    let mut scenario = Scenario { replicates: 1, years, ..scenario(arms) };
    // Districts enough for active and idle authorities, vacancies enough for cover to matter.
    scenario.systems[0].population = population(24, 4, 10.0);
    scenario.systems[0].parameters.push(("hire_fill".to_owned(), 0.8));
    scenario
}

/// Another value in the range: half way to the further end, or that end where only whole numbers count.
fn moved<T: Clone>(p: &Parameter<T>, values: &T) -> T {
    let default = (p.get)(values);
    if p.left_out(values) {
        let mut other = values.clone();
        (p.set)(&mut other, p.high);
        return other;
    }
    let end = if p.high - default >= default - p.low { p.high } else { p.low };
    for value in [f64::midpoint(default, end), end] {
        let mut other = values.clone();
        (p.set)(&mut other, value);
        if (p.get)(&other) != default {
            return other;
        }
    }
    panic!("{} cannot be moved from {default}", p.name);
}

/// Variants of policies by which every mechanism is touched.
fn touching_everything() -> Vec<Policy> {
    let mut all = Policy::all();
    let team = EntrustedManagement { share_of_schools: 0.2, ..EntrustedManagement::default() };
    for provider in [Provider::RetiredExperts, Provider::Purchased] {
        for approach in [Approach::CoPlannedCycle, Approach::ObserveAndAdvise] {
            all.push(Policy::EntrustedManagement(EntrustedManagement { provider, approach, ..team.clone() }));
        }
    }
    all.push(Policy::SchoolPairing(SchoolPairing { reach: Reach::AcrossDistricts, ..SchoolPairing::default() }));
    all.push(Policy::TwoWayFlow(TwoWayFlow { leaders_share: 1.0, ..TwoWayFlow::default() }));
    all.push(Policy::LocalObservation(LocalObservation { place: Place::OwnSchool, ..LocalObservation::default() }));
    all
}

#[test]
fn every_parameter_of_the_mechanisms_moves_some_output() {
    let base = with(&touching_everything(), 3);
    let before = outputs(&base);
    let still: Vec<&str> = Model::TABLE
        .iter()
        .filter(|p| {
            let mut scenario = base.clone();
            let value = (p.get)(&moved(p, &Model::default()));
            scenario.systems[0].parameters.push((p.name.to_owned(), value));
            outputs(&scenario) == before
        })
        .map(|p| p.name)
        .collect();
    assert!(still.is_empty(), "these move nothing: {still:?}");
}

/// Parameters of a policy that move nothing in any of the forms given.
fn still<T: Clone>(table: &'static [Parameter<T>], forms: &[T], policy: fn(T) -> Policy) -> Vec<&'static str> {
    let run = |form: &T| outputs(&with(&[policy(form.clone())], 5));
    let before: Vec<blake3::Hash> = forms.iter().map(run).collect();
    let moves = |p: &&Parameter<T>| !forms.iter().zip(&before).any(|(form, before)| run(&moved(p, form)) != *before);
    table.iter().filter(moves).map(|p| p.name).collect()
}

#[test]
#[expect(clippy::too_many_lines, reason = "a list of every policy")]
fn every_number_of_every_policy_moves_some_output() {
    let team = EntrustedManagement { share_of_schools: 0.2, ..EntrustedManagement::default() };
    let ending = EntrustedManagement { renewal: Renewal::Never, ..team.clone() };
    let community = SharedEducationCommunity::default();
    let collaboration = SharedEducationCommunity { degree: Degree::Collaboration, ..community.clone() };
    let mut all = Vec::new();
    for policy in Policy::all() {
        let (name, still) = (
            policy.name(),
            match policy {
                Policy::EntrustedManagement(_) => {
                    still(EntrustedManagement::TABLE, &[team.clone(), ending.clone()], Policy::EntrustedManagement)
                }
                Policy::SchoolPairing(p) => {
                    let across = SchoolPairing { reach: Reach::AcrossDistricts, ..p.clone() };
                    still(SchoolPairing::TABLE, &[p, across], Policy::SchoolPairing)
                }
                Policy::EducationGroup(p) => still(EducationGroup::TABLE, &[p], Policy::EducationGroup),
                Policy::TwoWayFlow(p) => {
                    let recruited = TwoWayFlow { selection: Selection::Recruited, ..p.clone() };
                    still(TwoWayFlow::TABLE, &[p, recruited], Policy::TwoWayFlow)
                }
                Policy::SupportProgramme(p) => {
                    let all = SupportProgramme { share_of_schools: 1.0, ..p.clone() };
                    let bought = SupportProgramme { source: Origins::Outside, ..all.clone() };
                    let novices = SupportProgramme { learners: Learners::Novices, ..all.clone() };
                    let brief = SupportProgramme { last_week: Some(10), ..all.clone() };
                    still(SupportProgramme::TABLE, &[p, all, bought, novices, brief], Policy::SupportProgramme)
                }
                Policy::TeachingResearchGroups(p) => {
                    still(TeachingResearchGroups::TABLE, &[p], Policy::TeachingResearchGroups)
                }
                Policy::WorkGroup(p) => {
                    let all = WorkGroup { share_of_schools: 1.0, schools_per_group: 3, ..p.clone() };
                    still(WorkGroup::TABLE, &[p, all], Policy::WorkGroup)
                }
                Policy::LocalObservation(p) => still(LocalObservation::TABLE, &[p], Policy::LocalObservation),
                Policy::SharedEducationCommunity(_) => still(
                    SharedEducationCommunity::TABLE,
                    &[community.clone(), collaboration.clone()],
                    Policy::SharedEducationCommunity,
                ),
                Policy::SynchronousClassroom(p) => {
                    let studio = SynchronousClassroom { sender: Sender::Studio, ..p.clone() };
                    still(SynchronousClassroom::TABLE, &[p, studio], Policy::SynchronousClassroom)
                }
                Policy::IncentivesAndAccountability(p) => {
                    // What the assessment of authorities does shows in other policies only: `tests/laws_rewards.rs`.
                    still(IncentivesAndAccountability::TABLE, &[p], Policy::IncentivesAndAccountability)
                        .into_iter()
                        .filter(|&name| name != "assessment_weight")
                        .collect()
                }
                Policy::LeadershipSupport(p) => {
                    let course = LeadershipSupport { form: Form::Training, ..p.clone() };
                    let team = LeadershipSupport { form: Form::ManagementTeam, ..p.clone() };
                    still(LeadershipSupport::TABLE, &[p, course, team], Policy::LeadershipSupport)
                }
                Policy::PupilExchange(p) => still(PupilExchange::TABLE, &[p], Policy::PupilExchange),
                Policy::AfterSchoolCare(p) => still(AfterSchoolCare::TABLE, &[p], Policy::AfterSchoolCare),
                Policy::ProfessionalDevelopmentHours(p) => {
                    still(ProfessionalDevelopmentHours::TABLE, &[p], Policy::ProfessionalDevelopmentHours)
                }
                Policy::TeacherExchangeVisit(p) => {
                    let few = TeacherExchangeVisit {
                        visitors: 4,
                        travellers: 4,
                        lessons_shown: 1.0,
                        observers_per_lesson: 1,
                        ..p.clone()
                    };
                    still(TeacherExchangeVisit::TABLE, &[few, p], Policy::TeacherExchangeVisit)
                }
                Policy::LessonStudy(p) => {
                    let materials = Materials::ResourceKit;
                    let kit = LessonStudy { materials, expert_share: 0.5, share_of_teachers: 1.0, ..p.clone() };
                    still(LessonStudy::TABLE, &[kit, p], Policy::LessonStudy)
                }
                Policy::VideoLibrary(p) => still(VideoLibrary::TABLE, &[p], Policy::VideoLibrary),
                Policy::TrainingCascade(p) => {
                    let slow = TrainingCascade {
                        accreditation: Accreditation::ByStandard,
                        first_share: 0.2,
                        days_per_year: 12,
                        coached_share: 0.5,
                        lesson_study_cycles: 3.0,
                        most_years: 2,
                        ..p.clone()
                    };
                    let narrow =
                        TrainingCascade { generations: 2, trainees_per_trainer: 1, first_share: 0.2, ..p.clone() };
                    still(TrainingCascade::TABLE, &[slow, narrow, p], Policy::TrainingCascade)
                }
                Policy::TeachingResearchSystem(p) => {
                    still(TeachingResearchSystem::TABLE, &[p], Policy::TeachingResearchSystem)
                }
                Policy::NewSchools(p) => still(NewSchools::TABLE, &[p], Policy::NewSchools),
                Policy::ExpertTeacherLadder(p) => {
                    let twelve = ExpertTeacherLadder { experts_in_all: Some(12), ..p.clone() };
                    let near = ExpertTeacherLadder { schools_led: 2, ..p.clone() };
                    still(ExpertTeacherLadder::TABLE, &[p, twelve, near], Policy::ExpertTeacherLadder)
                }
            },
        );
        all.extend(still.into_iter().map(|parameter| format!("{name}.{parameter}")));
    }
    assert!(all.is_empty(), "these move nothing: {all:?}");
}

#[test]
#[expect(clippy::too_many_lines, reason = "a list of every policy")]
fn every_choice_of_every_policy_moves_some_output() {
    let mut choices: Vec<(&str, Vec<Policy>)> = Vec::new();
    let team = EntrustedManagement { share_of_schools: 0.2, ..EntrustedManagement::default() };
    let team = |change: &dyn Fn(&mut EntrustedManagement)| {
        let mut team = team.clone();
        change(&mut team);
        Policy::EntrustedManagement(team)
    };
    let providers = [Provider::StrongSchool, Provider::RetiredExperts, Provider::Purchased];
    choices.push(("provider", providers.map(|x| team(&|p| p.provider = x)).to_vec()));
    let approaches = [Approach::CoPlannedCycle, Approach::ObserveAndAdvise];
    choices.push(("approach", approaches.map(|x| team(&|p| p.approach = x)).to_vec()));
    let mentor_choices = [MentorChoice::GreatestNeed, MentorChoice::BestResponse, MentorChoice::InTurn];
    choices.push(("choice", mentor_choices.map(|x| team(&|p| p.choice = x)).to_vec()));
    let renewals = [Renewal::WhileLow, Renewal::Always, Renewal::Never];
    choices.push(("renewal", renewals.map(|x| team(&|p| p.renewal = x)).to_vec()));
    let reaches = [Reach::WithinDistrict, Reach::AcrossDistricts, Reach::UrbanForRural];
    let pairing = |reach| Policy::SchoolPairing(SchoolPairing { reach, ..SchoolPairing::default() });
    choices.push(("reach", reaches.map(pairing).to_vec()));
    let flow = |route, selection| Policy::TwoWayFlow(TwoWayFlow { route, selection, ..TwoWayFlow::default() });
    let routes = [Route::UrbanRural, Route::StrongWeak];
    choices.push(("route", routes.map(|route| flow(route, Selection::Volunteers)).to_vec()));
    let selections = [Selection::Volunteers, Selection::Assigned, Selection::Recruited];
    choices.push(("selection", selections.map(|selection| flow(Route::UrbanRural, selection)).to_vec()));
    let leads = [Lead::BestKnown, Lead::InTurn].map(|lead_by| {
        Policy::TeachingResearchGroups(TeachingResearchGroups { lead_by, ..TeachingResearchGroups::default() })
    });
    choices.push(("lead_by", leads.to_vec()));
    let places = [Place::Nearby, Place::OwnSchool]
        .map(|place| Policy::LocalObservation(LocalObservation { place, ..LocalObservation::default() }));
    choices.push(("place", places.to_vec()));
    let degrees = [Degree::Integration, Degree::JointDevelopment, Degree::Collaboration].map(|degree| {
        Policy::SharedEducationCommunity(SharedEducationCommunity { degree, ..SharedEducationCommunity::default() })
    });
    choices.push(("degree", degrees.to_vec()));
    let senders = [Sender::StrongSchool, Sender::Studio];
    let link =
        |sender| Policy::SynchronousClassroom(SynchronousClassroom { sender, ..SynchronousClassroom::default() });
    choices.push(("sender", senders.map(link).to_vec()));
    let care =
        |care_staff, at| Policy::AfterSchoolCare(AfterSchoolCare { care_staff, at, ..AfterSchoolCare::default() });
    let (teachers, everywhere) = (CareStaff::Teachers, Where::Everywhere);
    choices.push(("care_staff", vec![care(teachers, everywhere), care(CareStaff::Others, everywhere)]));
    choices.push(("at", vec![care(teachers, everywhere), care(teachers, Where::RuralSchools)]));
    let whose = [Who::Everybody, Who::FirstYears, Who::BeforePromotion].map(|who| {
        let hours = ProfessionalDevelopmentHours { who, years: 3, ..ProfessionalDevelopmentHours::default() };
        Policy::ProfessionalDevelopmentHours(hours)
    });
    choices.push(("who", whose.to_vec()));
    let viewings = [Viewing::Alone, Viewing::InGroups]
        .map(|viewing| Policy::VideoLibrary(VideoLibrary { viewing, ..VideoLibrary::default() }));
    choices.push(("viewing", viewings.to_vec()));
    let materials = [Materials::None, Materials::ResourceKit]
        .map(|materials| Policy::LessonStudy(LessonStudy { materials, ..LessonStudy::default() }));
    choices.push(("materials", materials.to_vec()));
    let accreditations = [Accreditation::Everybody, Accreditation::ByStandard].map(|accreditation| {
        Policy::TrainingCascade(TrainingCascade { accreditation, standard: 1.5, ..TrainingCascade::default() })
    });
    choices.push(("accreditation", accreditations.to_vec()));
    let places = [Opening::Scattered, Opening::NewDistricts]
        .map(|place| Policy::NewSchools(NewSchools { place, share_of_schools: 0.25, ..NewSchools::default() }));
    choices.push(("place of new schools", places.to_vec()));
    let visits = [Visit::CoPlanned, Visit::Advice].map(|visit| {
        Policy::TeachingResearchSystem(TeachingResearchSystem { visit, ..TeachingResearchSystem::default() })
    });
    choices.push(("visit", visits.to_vec()));
    let programme = |change: &dyn Fn(&mut SupportProgramme)| {
        let mut programme = SupportProgramme { share_of_schools: 1.0, per_session: 3, ..SupportProgramme::default() };
        change(&mut programme);
        Policy::SupportProgramme(programme)
    };
    let kinds = [
        Kind::Observation,
        Kind::Feedback,
        Kind::Cycle,
        Kind::Meeting,
        Kind::Workshop,
        Kind::Lecture,
        Kind::Remote,
        Kind::Recorded,
    ];
    choices.push(("mode", kinds.map(|x| programme(&|p| p.mode = x)).to_vec()));
    let topics = [Focus::Even, Focus::Planning, Focus::Management, Focus::Responsiveness, Focus::Content];
    choices.push(("focus", topics.map(|x| programme(&|p| p.focus = x)).to_vec()));
    let learners = [Learners::Everyone, Learners::Novices, Learners::WeakestHalf, Learners::StrongestHalf];
    choices.push(("learners", learners.map(|x| programme(&|p| p.learners = x)).to_vec()));
    let origins = [
        Origins::Outside,
        Origins::Recruited,
        Origins::BestColleague,
        Origins::Matched,
        Origins::Peers,
        Origins::Materials,
    ];
    choices.push(("source", origins.map(|x| programme(&|p| p.source = x)).to_vec()));
    choices.push(("remote", [false, true].map(|x| programme(&|p| p.remote = x)).to_vec()));
    for (choice, forms) in choices {
        let seen: Vec<blake3::Hash> = forms.iter().map(|form| outputs(&with(std::slice::from_ref(form), 4))).collect();
        for (i, a) in seen.iter().enumerate() {
            assert!(seen[..i].iter().all(|b| a != b), "{choice}: {:?} does what another does", forms[i]);
        }
    }
}

fn check<T>(table: &'static [Parameter<T>], default: &T) {
    for (at, p) in table.iter().enumerate() {
        let value = (p.get)(default);
        assert!(p.low < p.high, "{}: {} to {}", p.name, p.low, p.high);
        assert!(p.low.is_finite() && p.high.is_finite() && p.high < 1e6, "{}: no range", p.name);
        let inside = p.left_out(default) || (p.low..=p.high).contains(&value);
        assert!(inside, "{}: {value} is not in {} to {}", p.name, p.low, p.high);
        assert!(!p.unit.trim().is_empty(), "{} has no unit", p.name);
        assert!(p.source.trim().len() > 5 || p.source == "not found", "{}: '{}' is no source", p.name, p.source);
        assert!(p.meaning.len() > 10 && !p.meaning.ends_with('.'), "{}: '{}'", p.name, p.meaning);
        assert!(table[..at].iter().all(|q| q.name != p.name), "{} is there twice", p.name);
        let said = p.source.to_lowercase();
        assert!(p.grade != Grade::Measured || !said.contains("not found"), "{}: measured, '{}'", p.name, p.source);
    }
}

/// What is written is what is read, and writing one leaves the others alone.
fn wired<T: Clone>(table: &'static [Parameter<T>], default: &T) {
    for p in table {
        let other = moved(p, default);
        for q in table.iter().filter(|q| q.name != p.name) {
            assert_eq!((q.get)(&other).to_bits(), (q.get)(default).to_bits(), "{} moves {}", p.name, q.name);
        }
    }
}

#[test]
fn every_parameter_says_its_unit_range_and_source() {
    fn both<T: Clone>(table: &'static [Parameter<T>], default: &T) {
        check(table, default);
        wired(table, default);
    }
    both(Model::TABLE, &Model::default());
    for country in Country::ALL {
        both::<Setting>(country.table(), &country.setting());
        assert!(country.table().iter().all(|p| Model::TABLE.iter().all(|q| q.name != p.name)), "names are told apart");
    }
    both(EntrustedManagement::TABLE, &EntrustedManagement::default());
    both(SchoolPairing::TABLE, &SchoolPairing::default());
    both(EducationGroup::TABLE, &EducationGroup::default());
    both(TwoWayFlow::TABLE, &TwoWayFlow::default());
    both(TeachingResearchGroups::TABLE, &TeachingResearchGroups::default());
    both(WorkGroup::TABLE, &WorkGroup::default());
    both(LocalObservation::TABLE, &LocalObservation::default());
    both(SharedEducationCommunity::TABLE, &SharedEducationCommunity::default());
    both(IncentivesAndAccountability::TABLE, &IncentivesAndAccountability::default());
    both(LeadershipSupport::TABLE, &LeadershipSupport::default());
    both(SynchronousClassroom::TABLE, &SynchronousClassroom::default());
    both(PupilExchange::TABLE, &PupilExchange::default());
    both(AfterSchoolCare::TABLE, &AfterSchoolCare::default());
    both(ProfessionalDevelopmentHours::TABLE, &ProfessionalDevelopmentHours::default());
    both(TeacherExchangeVisit::TABLE, &TeacherExchangeVisit::default());
    both(LessonStudy::TABLE, &LessonStudy::default());
    both(VideoLibrary::TABLE, &VideoLibrary::default());
    both(TrainingCascade::TABLE, &TrainingCascade::default());
    both(NewSchools::TABLE, &NewSchools::default());
    both(TeachingResearchSystem::TABLE, &TeachingResearchSystem::default());
    both(SupportProgramme::TABLE, &SupportProgramme::default());
    both(ExpertTeacherLadder::TABLE, &ExpertTeacherLadder::default());
}

#[test]
fn a_prior_is_a_range_inside_what_is_allowed_around_the_default() {
    let mut names = Vec::new();
    for (p, prior) in uncertain(Model::TABLE) {
        let value = (p.get)(&Model::default());
        assert!(p.low <= prior.low && prior.low < prior.high && prior.high <= p.high, "{}: {prior:?}", p.name);
        assert!((prior.low..=prior.high).contains(&value), "{}: {value} is not in {prior:?}", p.name);
        assert!(!prior.log || prior.low > 0.0, "{}: no logarithm of {}", p.name, prior.low);
        assert!(prior.basis.len() > 10, "{}: '{}' is no basis", p.name, prior.basis);
        assert!(p.grade != Grade::Measured, "{} is measured", p.name);
        names.push(p.name);
    }
    assert!(names.len() >= 30, "{names:?}");
    assert!(names.contains(&"slope") && names.contains(&"reversion") && !names.contains(&"result_noise"));
    assert!(Model::TABLE.iter().all(|p| p.grade != Grade::Measured || p.prior.is_none()), "measured, yet uncertain");
}

/// Numbers in the written form of a value, at any depth.
fn numbers(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Number(_) => 1,
        serde_json::Value::Array(values) => values.iter().map(numbers).sum(),
        serde_json::Value::Object(fields) => fields.values().map(numbers).sum(),
        _ => 0,
    }
}

#[test]
fn no_number_is_missing_from_its_table() {
    let count = |json: Result<serde_json::Value, serde_json::Error>| numbers(&json.expect("fields"));
    assert_eq!(count(serde_json::to_value(Model::default())), Model::TABLE.len());
    for country in Country::ALL {
        assert_eq!(count(serde_json::to_value(country.setting())), country.table().len());
    }
    for policy in Policy::all() {
        // `from_year` is a date, not a parameter; `to_year` is empty.
        assert_eq!(count(serde_json::to_value(&policy)) - 1, policy.stated("").len(), "{}", policy.name());
    }
}

#[test]
fn every_parameter_of_every_setting_moves_some_output() {
    let mut still = Vec::new();
    for country in Country::ALL {
        let mut base = with(&touching_everything(), 3);
        base.systems[0].setting = country;
        let before = outputs(&base);
        for p in country.table() {
            let mut scenario = base.clone();
            let value = (p.get)(&moved(p, &country.setting()));
            scenario.systems[0].parameters.push((p.name.to_owned(), value));
            if outputs(&scenario) == before {
                still.push(format!("{country:?} {}", p.name));
            }
        }
    }
    assert!(still.is_empty(), "these move nothing: {still:?}");
}
